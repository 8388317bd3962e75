import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { closeSync, constants, mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { temporary } from '../../support/temporary.ts';
import { until } from '../../support/until.ts';

export const SVLOGD = fileURLToPath(new URL('../../../dist/bin/svlogd', import.meta.url));

/** How a program ended, and what it said. */
export type End = { readonly code: number | null; readonly signal: string | null; readonly said: string };

export type Running = {
  readonly child: ChildProcess;
  readonly said: () => string;
  readonly ended: Promise<End>;
};

/** Starts a svlogd on the directory `d`, reading from a descriptor. Killed when the test ends, if not before. */
export const startSvlogd = (
  cwd: string,
  { file = SVLOGD, options = [] as readonly string[], stdin = 'pipe' as number | 'pipe' } = {},
): Running => {
  const child = spawn(file, [...options, 'd'], { cwd, stdio: [stdin, 'ignore', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  child.stderr!.on('data', (chunk) => {
    said += chunk;
  });
  const ended = new Promise<End>((resolve) => child.once('close', (code, signal) => resolve({ code, signal, said })));
  return { child, said: () => said, ended };
};

/** Waits until it has opened its directory: it hears signals then. Needs `-v`. */
export const isOpen = (running: Running): Promise<boolean> =>
  until('it has opened current', () => /^svlogd: info: (new|append): d/m.test(running.said()));

/** A directory to start in, with a log directory `d` and its config. */
export const logRoot = (config = ''): string => {
  const root = temporary();
  mkdirSync(join(root, 'd'));
  writeFileSync(join(root, 'd/config'), config, 'latin1');
  return root;
};

/** What is in the old logs, oldest first, and in `current`. */
export const keptFiles = (root: string): string[] =>
  [
    ...readdirSync(join(root, 'd'))
      .filter((name) => /^@.{26}$/.test(name))
      .sort(),
    'current',
  ].map((name) => readFileSync(join(root, 'd', name), 'latin1'));

/** A FIFO with a writing end that stays: its readers may come and go. */
export const fifo = (root: string): { openReader: () => number; writer: number; end: () => void } => {
  const path = join(root, 'fifo');
  execFileSync('mkfifo', [path]);
  const own = openSync(path, constants.O_RDWR);
  const writer = openSync(path, constants.O_WRONLY);
  closeSync(own);
  let isOpen = true;
  const end = (): void => {
    if (isOpen) closeSync(writer);
    isOpen = false;
  };
  onTestFinished(end);
  return { openReader: () => openSync(path, constants.O_RDONLY), writer, end };
};
