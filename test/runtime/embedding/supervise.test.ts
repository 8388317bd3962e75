import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Problem, Tree } from '../../../runtime/embedding/api.ts';
import { supervise } from '../../../runtime/embedding/supervise.ts';
import { program, temporary } from '../../support/temporary.ts';
import { until } from '../../support/until.ts';

const SLEEPS = '#!/bin/sh\nexec sleep 3600\n';

const servicesWith = (runs: Readonly<Record<string, string>>): string => {
  const directory = temporary();
  for (const [name, run] of Object.entries(runs)) program(join(directory, name, 'run'), run);
  return directory;
};

const supervised = async (directory: string): Promise<{ tree: Tree; problems: Problem[] }> => {
  const problems: Problem[] = [];
  const tree = await supervise(directory, { report: (problem) => problems.push(problem) });
  onTestFinished(() => tree.stop());
  return { tree, problems };
};

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** What of a process is everybody's. */
const ofProcess = () => ({
  limits: readFileSync('/proc/self/limits', 'latin1'),
  // SIGCHLD, number 17, has a listener from the first call on.
  caught: BigInt(`0x${/^SigCgt:\t(\w+)$/m.exec(readFileSync('/proc/self/status', 'latin1'))![1]}`) & ~(1n << 16n),
  masks: readFileSync('/proc/self/status', 'latin1').match(/^Sig(Blk|Ign):.*$/gm),
  cwd: process.cwd(),
  umask: process.umask(),
  title: process.title,
  environment: { ...process.env },
});

describe('a tree that a program supervises itself', () => {
  it('tells how services are, and has them controlled and stopped', async () => {
    const directory = servicesWith({ a: SLEEPS, b: SLEEPS });
    program(join(directory, 'b/log/run'), '#!/bin/sh\nexec cat >/dev/null\n');
    const { tree, problems } = await supervised(directory);
    for (const name of ['a', 'b', 'b/log']) await tree.until(name, 'running');
    expect(
      tree
        .services()
        .map(({ actor, want }) => [actor, want])
        .sort(),
    ).toEqual([
      ['a/main', 'up'],
      ['b/log', 'up'],
      ['b/main', 'up'],
    ]);
    const { pid } = tree.service('a')!;
    expect(tree.service('a')).toMatchObject({ state: 'running', restarts: 0, lastExit: null, paused: false });
    tree.control('a', 'k');
    const again = await until('a runs again', () => {
      const status = tree.service('a')!;
      return status.state === 'running' && status.pid !== pid && status;
    });
    expect(again).toMatchObject({ restarts: 1, lastExit: { code: null, signal: 'SIGKILL' } });
    tree.control('b', 'd');
    expect(await tree.until('b', ['down', 'gone'])).toMatchObject({ want: 'down', pid: null });
    await tree.stop();
    expect([pid, again.pid].map((each) => isAlive(each!))).toEqual([false, false]);
    expect(tree.services()).toEqual([]);
    expect(problems).toEqual([]);
  });

  it('tells what its actors do, until it ends', async () => {
    const { tree } = await supervised(servicesWith({ a: SLEEPS }));
    await tree.until('a', 'running');
    const causes: string[] = [];
    const read = (async () => {
      for await (const { actor, cause, missed } of tree.steps())
        if (actor === 'a/main') causes.push(`${missed} ${cause}`);
    })();
    tree.control('a', 'd');
    await tree.until('a', 'down');
    await tree.stop();
    await read;
    expect(causes).toEqual(expect.arrayContaining(['0 sv down', '0 run was killed by SIGTERM']));
  });

  it('leaves its services running for another one to take over', async () => {
    const directory = servicesWith({ a: SLEEPS });
    const { tree } = await supervised(directory);
    const before = await tree.until('a', 'running');
    await tree.leave();
    expect(isAlive(before.pid!)).toBe(true);
    const { tree: next } = await supervised(directory);
    expect((await next.until('a', 'running')).pid).toBe(before.pid);
  });

  it('has errors for what cannot be', async () => {
    const directory = servicesWith({ a: SLEEPS });
    await expect(supervise(join(directory, 'none'))).rejects.toMatchObject({ code: 'ENOENT' });
    const { tree } = await supervised(directory);
    await tree.until('a', 'running');
    expect(() => tree.control('none', 'u')).toThrow('there is no service none');
    expect(() => tree.control('a', 'z' as 'u')).toThrow('there is no letter z');
    const waits = tree.until('a', 'finishing', AbortSignal.timeout(1));
    await expect(waits).rejects.toMatchObject({ name: 'TimeoutError' });
    const late = tree.until('a', 'backoff');
    const refused = expect(late).rejects.toThrow('the supervisor has ended, and a has not been backoff');
    await tree.stop();
    await refused;
  });

  it('reports what is wrong with a service', async () => {
    const directory = servicesWith({ a: SLEEPS });
    program(join(directory, 'b/run'), SLEEPS, 0o644);
    const { tree, problems } = await supervised(directory);
    await tree.until('a', 'running');
    const problem = await until('it is told', () => problems[0]);
    expect(problem).toMatchObject({ program: 'runsv', subject: 'b', message: 'unable to start ./run', code: 'EACCES' });
  });

  it('leaves the process as it is, and its other children to those who started them', async () => {
    const before = ofProcess();
    const { tree } = await supervised(servicesWith({ a: SLEEPS }));
    await tree.until('a', 'running');
    expect(ofProcess()).toEqual(before);
    const codes = Array.from({ length: 20 }, (_, code) => {
      const child = spawn('/bin/sh', ['-c', `exit ${code}`]);
      // Services end meanwhile, and the signal for it is one for both.
      tree.control('a', 'k');
      return new Promise((settle) => child.once('exit', settle));
    });
    expect(await Promise.all(codes)).toEqual(Array.from({ length: 20 }, (_, code) => code));
    await tree.stop();
    expect(ofProcess()).toEqual(before);
  });

  it('has XState tell of every step', async () => {
    const { tree } = await supervised(servicesWith({ a: SLEEPS }));
    await tree.until('a', 'running');
    const seen: string[] = [];
    const end = tree.inspect(({ type, event }) => seen.push(`${type} ${event?.type}`));
    tree.control('a', 'd');
    await tree.until('a', 'down');
    end();
    expect(seen).toEqual(expect.arrayContaining(['@xstate.event control.down', '@xstate.snapshot program.exited']));
  });
});
