import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, constants, existsSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { decodeStatus } from '../../../machines/rules/status-record.ts';

/** runit's runsv, whose services both programs control. */
export const RUNSV = '/usr/bin/runsv';

/** Polls until something is so; fails loudly when it never is. */
export const until = async (what: string, holds: () => boolean, deadline = 60_000): Promise<void> => {
  const end = performance.now() + deadline;
  while (!holds()) {
    if (performance.now() > end) throw new Error(`never came: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

const openFifo = (path: string): number | undefined => {
  try {
    return openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  } catch {
    return undefined;
  }
};

/** Whether a runsv answers for a service directory. */
export const isSupervised = (directory: string): boolean => {
  const fd = openFifo(`${directory}/supervise/ok`);
  if (fd !== undefined) closeSync(fd);
  return fd !== undefined;
};

/** A file of a service directory, executable. */
export const script = (path: string, text: string): void => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
};

/** Waits until a service's time stamp lies in an earlier second, so that what is done now can be told from it. */
export const settle = (directory: string): Promise<void> =>
  until(`a new second in ${directory}`, () => {
    const { since } = decodeStatus(readFileSync(`${directory}/supervise/status`))!;
    return Math.floor(since / 1e6) < Math.floor(Date.now() / 1000);
  });

const killProcess = (file: string): void => {
  const pid = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
  if (pid > 1) process.kill(pid, 'SIGKILL');
};

/** A runsv that the test started; `stop` leaves no process of it behind. */
export type Runsv = { readonly directory: string; stop(): Promise<void> };

export const startRunsv = async (directory: string): Promise<Runsv> => {
  const child: ChildProcess = spawn(RUNSV, [directory], { stdio: 'ignore' });
  let ended = false;
  child.once('exit', () => {
    ended = true;
  });
  await until(`runsv ${directory}`, () => isSupervised(directory));
  return {
    directory,
    async stop() {
      if (ended) return;
      const fd = openFifo(`${directory}/supervise/control`);
      if (fd !== undefined) {
        writeSync(fd, 'dxk');
        closeSync(fd);
      }
      const kill = (): void => {
        child.kill('SIGKILL');
        killProcess(`${directory}/supervise/pid`);
        killProcess(`${directory}/log/supervise/pid`);
      };
      await until(`the end of runsv ${directory}`, () => ended, 5000).catch(kill);
    },
  };
};
