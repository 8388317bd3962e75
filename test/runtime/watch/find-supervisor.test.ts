import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { findSupervisor } from '../../../runtime/watch/find-supervisor.ts';
import { temporary } from '../../support/temporary.ts';

const hello = (directory: string) => ({
  ...{ type: 'hello', protocol: 1, program: 'runsvdir', version: '0', pid: 1, directory, startedAt: 0 },
});

/** Somebody who listens; with a hello, and without one as who hangs does. */
const listen = async (path: string, words: object | undefined): Promise<void> => {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    if (words) socket.write(`${JSON.stringify(words)}\n`);
  });
  await new Promise<void>((settle) => server.listen(path, settle));
  onTestFinished(() => void server.close());
};

it('does not wait for a supervisor that hangs when another one is the one that is sought', async () => {
  const root = temporary();
  const run = join(root, 'run');
  mkdirSync(run, { mode: 0o700 });
  await listen(join(run, 'a.sock'), undefined);
  await listen(join(run, 'b.sock'), hello(root));
  process.env.RUNSTATE_RUN = run;
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const timers = vi.spyOn(globalThis, 'setTimeout');
  onTestFinished(() => {
    timers.mockRestore();
    vi.useRealTimers();
    delete process.env.RUNSTATE_RUN;
  });
  const asking = findSupervisor(root);
  // Each gets its time to say who it is; the third timer is for those who might follow the one that has.
  while (timers.mock.calls.length < 3) await new Promise((settle) => setImmediate(settle));
  vi.advanceTimersByTime(100);
  expect((await asking).connection?.hello.directory).toBe(root);
  vi.advanceTimersByTime(10_000);
  (await asking).connection?.close();
});
