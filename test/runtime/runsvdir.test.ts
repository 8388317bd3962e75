import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { Lab } from '../faults/support/lab.ts';
import { until } from '../support/until.ts';

const RUNSVDIR = resolve(import.meta.dirname, '../../dist/bin/runsvdir');

const start = (args: readonly string[], env: NodeJS.ProcessEnv = process.env): ChildProcess => {
  const child = spawn(RUNSVDIR, args, { env, stdio: 'ignore' });
  onTestFinished(async () => {
    child.kill('SIGHUP');
    const timer = setTimeout(() => child.kill('SIGKILL'), 3000);
    if (child.exitCode === null && child.signalCode === null) await new Promise((settle) => child.once('exit', settle));
    clearTimeout(timer);
  });
  return child;
};

it('is not deaf where a service fills the log that it reads itself', async () => {
  const lab = new Lab();
  lab.define('noisy', '#!/bin/sh\necho $$ >>pids\nexec yes >&2\n');
  lab.define('bad', '#!/no/such/interpreter\n');
  for (const name of ['noisy', 'bad']) lab.link(name);
  start([lab.services, `log: ${'.'.repeat(60)}`]);
  await until('it has complained of the other one', () => lab.stat('bad') === 'down');
  await lab.running('noisy');
  // Each start of `bad` is a warning of its own: several pass while the pipe is full.
  const started = (): number => readFileSync(`${lab.home('bad')}/supervise/status`).readUInt32BE(4);
  const first = started();
  await until('bad was tried again and again', () => started() >= first + 2);
  lab.control('noisy', 'd');
  await until('noisy is down', () => lab.stat('noisy') === 'down');
});

it('D12: passes on an environment that is too large for one variable', async () => {
  const lab = new Lab();
  lab.define('a', '#!/bin/sh\necho $$ >>pids\nprintf %s $A $B $C | wc -c >seen\nexec sleep 3600\n');
  lab.link('a');
  const large = { PATH: process.env.PATH, A: 'a'.repeat(40_000), B: 'b'.repeat(40_000), C: 'c'.repeat(40_000) };
  start([lab.services], large);
  await lab.running('a');
  const seen = join(lab.home('a'), 'seen');
  expect(await until('it looked', () => readFileSync(seen, 'utf8').endsWith('\n') && readFileSync(seen, 'utf8'))).toBe(
    '120000\n',
  );
});

it('leaks nothing where supervise cannot be made again', async () => {
  const lab = new Lab();
  lab.add('a', 'b');
  const { pid } = start([lab.services]);
  const first = await lab.running('a');
  await lab.running('b');
  // Its own socket comes a moment after its services.
  const descriptors = (): string[] => readdirSync(`/proc/${pid}/fd`).map((fd) => `/proc/${pid}/fd/${fd}`);
  await until('it answers', () => descriptors().some((path) => readlinkSync(path).startsWith('socket:')));
  const supervise = `${lab.home('a')}/supervise`;
  rmSync(supervise, { recursive: true });
  mkdirSync(supervise);
  writeFileSync(`${supervise}/ok`, '');
  const before = descriptors().length;
  process.kill(first);
  // Every change of state tries again: down, running, down, running.
  const second = await until('it was started again', () => lab.alive('a').find((one) => one !== first));
  process.kill(second);
  await until('and again', () => lab.alive('a').some((one) => one !== second));
  // More are open while an attempt is under way; each that leaks stays.
  await until('no more are open than before', () => descriptors().length <= before);
});
