import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { temporary } from '../support/temporary.ts';
import { until } from '../support/until.ts';

const SVLOGD = new URL('../../dist/bin/svlogd', import.meta.url).pathname;

type Svlogd = {
  readonly child: ChildProcess;
  readonly path: (name: string) => string;
  readonly current: () => string;
  readonly stderr: () => string;
  readonly write: (text: string) => void;
  readonly ended: Promise<number | null>;
};

/** Starts svlogd on a directory of its own, and waits until it logs. */
const start = async (config = '', ...options: string[]): Promise<Svlogd> => {
  const root = temporary();
  mkdirSync(join(root, 'd'));
  writeFileSync(join(root, 'd/config'), config);
  const child = spawn(SVLOGD, ['-v', ...options, 'd'], { cwd: root });
  onTestFinished(() => void child.kill('SIGKILL'));
  let stderr = '';
  child.stderr!.on('data', (chunk) => {
    stderr += chunk;
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  await until('it has opened current', () => /(new|append): d/.test(stderr));
  const path = (name: string) => join(root, 'd', name);
  const current = () => readFileSync(path('current'), 'latin1');
  return { child, path, current, stderr: () => stderr, write: (text) => void child.stdin!.write(text), ended };
};

test('L01: a last line without newline is kept', async () => {
  const { child, current, ended, path } = await start();
  child.stdin!.end('a\nb');
  expect(await ended).toBe(0);
  expect(current()).toBe('a\nb\n');
  expect(statSync(path('current')).mode & 0o777).toBe(0o744);
});

test('L02: TERM loses nothing of what was read', async () => {
  const { child, current, ended, write } = await start();
  write('one\n');
  await until('it is logged', () => current() === 'one\n');
  write('ab');
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
  expect(['one\n', 'one\nab\n']).toContain(current());
});

test('ALRM rotates, HUP reads the config again', async () => {
  const { child, current, ended, write, path, stderr } = await start();
  write('one\n');
  await until('it is logged', () => current() === 'one\n');
  child.kill('SIGALRM');
  await until('it is rotated', () => readdirSync(path('.')).some((name) => name.endsWith('.s')));
  writeFileSync(path('config'), 'pX \n');
  child.kill('SIGHUP');
  await until('the config is read', () => stderr().split('info: read: d/config').length === 3);
  child.stdin!.end('two\n');
  expect(await ended).toBe(0);
  expect(current()).toBe('X two\n');
  const [saved] = readdirSync(path('.')).filter((name) => name.endsWith('.s'));
  expect(readFileSync(path(saved!), 'latin1')).toBe('one\n');
});

test('L03, L04: a processor that is killed has failed, and rests; the log stays', async () => {
  const { child, ended, write, path, stderr } = await start('s10\n!kill -9 $$\n', '-l', '5', '-b', '6');
  write('12345678901\n');
  await until('it has failed', () => stderr().includes('processor failed, restart: d'));
  child.stdin!.end();
  expect(await ended).toBe(0);
  const [log] = readdirSync(path('.')).filter((name) => name.endsWith('.u'));
  expect(readFileSync(path(log!), 'latin1')).toBe('1234567890');
  expect(stderr().match(/processor failed/g)!.length).toBeLessThan(5);
});

test('a long line needs no memory', async () => {
  const { child, ended, path } = await start('s0\n');
  const part = Buffer.alloc(1 << 20, 'x');
  let most = 0;
  for (let count = 0; count < 64; count++) {
    if (!child.stdin!.write(part)) await new Promise((resolve) => child.stdin!.once('drain', resolve));
    const status = readFileSync(`/proc/${child.pid}/status`, 'latin1');
    most = Math.max(most, Number(/VmRSS:\s+(\d+)/.exec(status)![1]));
  }
  child.stdin!.end();
  expect(await ended).toBe(0);
  expect(statSync(path('current')).size).toBe((64 << 20) + 1);
  expect(most).toBeLessThan(130_000);
});

test('L08: TERM ends it while it pauses', async () => {
  const root = temporary();
  mkdirSync(join(root, 'd/current'), { recursive: true });
  chmodSync(join(root, 'd/current'), 0o755);
  const child = spawn(SVLOGD, ['d'], { cwd: root });
  onTestFinished(() => void child.kill('SIGKILL'));
  let stderr = '';
  child.stderr!.on('data', (chunk) => {
    stderr += chunk;
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  await until('it pauses', () => stderr.includes('pausing: unable to open current: d: is a directory'));
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
});
