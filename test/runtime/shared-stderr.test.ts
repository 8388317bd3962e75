import { execFileSync, spawn } from 'node:child_process';
import {
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { temporary } from '../support/temporary.ts';
import { until } from '../support/until.ts';

const program = (name: string): string => new URL(`../../dist/bin/${name}`, import.meta.url).pathname;

/** Whether descriptor 2 of a process does not block. */
const isNonblocking = (pid: number): boolean =>
  (Number.parseInt(/^flags:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/fdinfo/2`, 'latin1'))![1]!, 8) &
    constants.O_NONBLOCK) !==
  0;

/** Whether anybody has a FIFO open for reading. */
const isHeard = (fifo: string): boolean => {
  try {
    closeSync(openSync(fifo, constants.O_WRONLY | constants.O_NONBLOCK));
    return true;
  } catch {
    return false;
  }
};

/** Starts a program whose standard error is a pipe that the test holds. */
const start = (root: string, name: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): number => {
  execFileSync('mkfifo', [join(root, 'errors')]);
  const reader = openSync(join(root, 'errors'), constants.O_RDWR | constants.O_NONBLOCK);
  const stderr = openSync(join(root, 'errors'), constants.O_WRONLY);
  const child = spawn(program(name), args, {
    cwd: root,
    stdio: ['pipe', 'ignore', stderr],
    detached: true,
    env: { ...process.env, ...env },
  });
  closeSync(stderr);
  onTestFinished(() => {
    closeSync(reader);
    child.kill('SIGKILL');
  });
  return child.pid!;
};

test.each([{}, { RUNSTATE_LOG: 'json' }])('svlogd with %j leaves a shared standard error blocking', async (env) => {
  const root = temporary();
  mkdirSync(join(root, 'd'));
  const pid = start(root, 'svlogd', ['d'], env);
  await until('it has opened the log', () => existsSync(join(root, 'd/current')));
  expect(isNonblocking(pid)).toBe(false);
});

test.each([
  ['runsv', ['services/a']],
  ['runsvdir', ['services']],
] as const)('%s leaves that of its services blocking', async (name, args) => {
  const root = temporary();
  mkdirSync(join(root, 'services/a'), { recursive: true });
  writeFileSync(join(root, 'services/a/run'), '#!/bin/sh\nexec sleep 1000\n', { mode: 0o755 });
  start(root, name, args, { RUNSTATE_RUN: join(root, 'run') });
  // It has loaded all that it loads.
  await until('it can be asked', () => readdirSync(join(root, 'run')).some((file) => file.endsWith('.sock')));
  const pid = await until(
    'the service runs',
    () => Number(readFileSync(join(root, 'services/a/supervise/pid'), 'latin1')) || undefined,
  );
  onTestFinished(() => void process.kill(pid, 'SIGKILL'));
  expect(isNonblocking(pid)).toBe(false);
});

test('runsvdir leaves it blocking when a service has gone', async () => {
  const root = temporary();
  for (const name of ['a', 'b']) {
    mkdirSync(join(root, 'services', name), { recursive: true });
    writeFileSync(join(root, 'services', name, 'run'), '#!/bin/sh\nexec sleep 1000\n', { mode: 0o755 });
  }
  start(root, 'runsvdir', ['services'], { RUNSTATE_RUN: join(root, 'run') });
  const pidOf = (name: string): number =>
    Number(readFileSync(join(root, 'services', name, 'supervise/pid'), 'latin1')) || 0;
  const [pid, other] = await until(
    'both run',
    () => [pidOf('a'), pidOf('b')].every(Boolean) && [pidOf('a'), pidOf('b')],
  );
  onTestFinished(() => void process.kill(pid!, 'SIGKILL'));
  renameSync(join(root, 'services/b'), join(root, 'b'));
  await until('the other one is gone', () => !existsSync(`/proc/${other}`));
  await until('its control FIFO is closed', () => !isHeard(join(root, 'b/supervise/control')));
  expect(isNonblocking(pid!)).toBe(false);
});
