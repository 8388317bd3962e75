import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, readdirSync, readFileSync, readlinkSync, readSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Inherited, NOTHING_INHERITED } from '../../adapters/inherited-note.ts';
import * as libc from '../../adapters/libc.ts';
import { createNativeProcesses } from '../../adapters/native-processes.ts';
import { type Call, createSpawn, descriptorLimit, type Spawn } from '../../adapters/spawn.ts';
import { SpawnThread, threadForMany } from '../../adapters/spawn-thread.ts';
import { until } from '../support/until.ts';
import { honoursNative } from './support/native-contract.ts';
import { directoryAt, honoursProcesses } from './support/processes-contract.ts';

/** How many programs have been started by threads. */
let started = 0;
class CountingThread extends SpawnThread {
  override start(call: Call): number {
    const pid = super.start(call);
    if (pid > 0) started++;
    return pid;
  }
}

/** With a thread that is ready. */
const throughThread = async (inherited: Inherited, handled: readonly NodeJS.Signals[]): Promise<Spawn> => {
  let thread: SpawnThread | undefined;
  const spawn = createSpawn(inherited, handled, (passedOn) => {
    thread = new CountingThread(passedOn);
    return () => thread;
  });
  await until('the thread is ready', () => thread?.isReady);
  return spawn;
};

const spawn = await throughThread(NOTHING_INHERITED, []);
const processes = honoursProcesses((fault) => createNativeProcesses(spawn, fault));
honoursNative(processes, throughThread);

/** A thread that is ready, and its number. */
const threadWith = async (passedOn: readonly number[]) => {
  const tasks = (): string[] => readdirSync('/proc/self/task');
  const before = new Set(tasks());
  const thread = new SpawnThread(passedOn);
  onTestFinished(() => thread.end());
  await until('the thread is ready', () => thread.isReady);
  const isBlocked = (task: string): boolean =>
    /^SigBlk:\tffff/m.test(readFileSync(`/proc/self/task/${task}/status`, 'latin1'));
  return { thread, task: tasks().find((task) => !before.has(task) && isBlocked(task))! };
};

describe('its own table of descriptors', () => {
  it('has what children get and what an event loop needs, and nothing that is opened later', async () => {
    const passedOn = openSync('/dev/zero', 'r');
    const other = openSync('/dev/full', 'r');
    const { task } = await threadWith([passedOn]);
    const later = openSync('/dev/random', 'r');
    const own = `/proc/self/task/${task}/fd`;
    const kinds = readdirSync(own).flatMap((fd) => (Number(fd) > 2 ? readlinkSync(`${own}/${fd}`) : []));
    expect(kinds.filter((kind) => !/^anon_inode:\[(eventpoll|eventfd|io_uring)\]$/.test(kind))).toEqual(['/dev/zero']);
    // Nothing was closed for everybody else.
    for (const fd of [passedOn, other, later]) closeSync(fd);
  });

  it('keeps no pipe open that we have closed', async () => {
    const ends = new Int32Array(2);
    libc.pipe2(ends, constants.O_NONBLOCK);
    const [reader, writer] = ends as unknown as [number, number];
    const { thread } = await threadWith([]);
    const cwd = directoryAt('/');
    const stdout = { path: `/proc/self/fd/${writer}`, flags: constants.O_WRONLY };
    const through = createSpawn(NOTHING_INHERITED, [], () => () => thread);
    through({ file: '/bin/echo', argv: ['echo', 'said'], cwd, stdout, session: false });
    closeSync(writer);
    const bytes = Buffer.alloc(100);
    const read = (): number | undefined => {
      try {
        return readSync(reader, bytes);
      } catch {
        return undefined;
      }
    };
    expect([await until('something is said', read), bytes.toString('latin1', 0, 5)]).toEqual([5, 'said\n']);
    expect(await until('the end', read)).toBe(0);
    closeSync(reader);
  });
});

describe('when it is used', () => {
  const spec = (cwd: number) => ({ file: '/bin/true', argv: ['true'], cwd, session: false });

  it('from the first start on that tells of many descriptors, and not for those that are shared', async () => {
    const [few, many] = [directoryAt('/'), directoryAt('/')];
    const wayFor = threadForMany(many)([]);
    expect([wayFor(spec(few)), wayFor(spec(many))]).toEqual([undefined, undefined]);
    const thread = await until('the thread is ready', () => wayFor(spec(few)));
    onTestFinished(() => thread.end());
    expect([wayFor(spec(many)), wayFor({ ...spec(few), shared: [0] })]).toEqual([thread, undefined]);
  });

  it('not where there can be none: the limit of descriptors is reached', () => {
    const cwd = directoryAt('/');
    const wayFor = threadForMany(0)([]);
    const limit = descriptorLimit();
    descriptorLimit(BigUint64Array.of(3n, limit[1]!));
    try {
      expect(wayFor(spec(cwd))).toBeUndefined();
    } finally {
      descriptorLimit(limit);
    }
    expect(wayFor(spec(cwd))).toBeUndefined();
  });

  it('not when it has ended, even in the middle of a start', async () => {
    const { thread } = await threadWith([]);
    const before = started;
    const through = createSpawn(NOTHING_INHERITED, [], () => () => thread);
    const ended = thread.end();
    const pid = through(spec(directoryAt('/'))) as number;
    expect([pid > 0, thread.isReady, started]).toEqual([true, false, before]);
    await ended;
    expect(thread.isReady).toBe(false);
  });

  it('and holds no program up that ends', () => {
    const ends = (how: string): string => `
      const { SpawnThread } = await import(${JSON.stringify(resolve(import.meta.dirname, '../../adapters/spawn-thread.ts'))});
      const thread = new SpawnThread([]);
      const timer = setInterval(() => { if (thread.isReady) { clearInterval(timer); ${how} } }, 1);`;
    for (const how of ['', 'process.exit(0)'])
      execFileSync(process.execPath, ['--input-type=module', '--eval', ends(how)], { timeout: 20_000 });
  });
});

it('tells the plain way to say why something cannot be started', () => {
  const before = started;
  expect(spawn({ file: './nowhere', argv: ['nowhere'], cwd: directoryAt('/'), session: false })).toBe('ENOENT');
  expect(started).toBe(before);
  expect(spawn({ file: '/bin/true', argv: ['true'], cwd: directoryAt('/'), session: false })).toBeGreaterThan(0);
  expect(started).toBe(before + 1);
});
