import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readlinkSync } from 'node:fs';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type Foreign, watchForeign } from '../../adapters/foreign-process.ts';
import { createPidfds } from '../../adapters/pidfds.ts';
import { createPipes } from '../../adapters/pipes.ts';
import type { System } from '../../adapters/system.ts';
import type { ExitStatus } from '../../machines/rules/exit-status.ts';
import { isLinux } from '../support/kernel.ts';
import { until } from '../support/until.ts';
import { withoutDescriptors as unableToLook } from './support/descriptors.ts';

const system = {
  pipes: createPipes((cause) => {
    throw cause;
  }),
  pidfds: createPidfds(),
} as System;
const withoutPidfds = {} as System;
const withoutDescriptors = { ...system, pidfds: { ...system.pidfds!, open: () => 'EMFILE' } } as System;

/** A child of this program's; its end stays unknown only to who does not ask the kernel for it. */
const start = (): number => {
  const child = spawn('/bin/sleep', ['3600'], { stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child.pid!;
};

/** A process whose parent has gone: it does what its standard input says, a shell's. */
const startOrphan = async (): Promise<{ pid: number; say: (words: string) => void }> => {
  const parent = spawn('/bin/sh', ['-c', 'exec 3<&0; /bin/sh <&3 & echo $!'], { stdio: ['pipe', 'pipe', 'ignore'] });
  onTestFinished(() => void parent.stdin.end());
  const [pid] = await once(parent.stdout, 'data');
  return { pid: Number(pid), say: (words) => void parent.stdin.write(`${words}\n`) };
};

/** Descriptors of processes that this program holds. */
const openPidfds = (): number =>
  readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).includes('pidfd');
    } catch {
      return false;
    }
  }).length;

const watched = (over: System, pid: number): { foreign: Foreign; ends: ExitStatus[] } => {
  const ends: ExitStatus[] = [];
  const foreign = watchForeign(over, pid, (status) => ends.push(status));
  onTestFinished(() => foreign.leave());
  return { foreign, ends };
};

/** Anybody may know how a process has ended; before that, root sees it while the zombie lasts. */
const isTold = isLinux(6, 15);

describe.each([
  ['by a descriptor of the process', system],
  ['by looking', withoutPidfds],
  ['by looking, where there are no descriptors left', withoutDescriptors],
])('%s', (_, over) => {
  it('hears of the end of a process', async () => {
    const { foreign, ends } = watched(over, start());
    foreign.signal('SIGTERM');
    await until('its end is told', () => ends.length > 0);
    expect(ends).toHaveLength(1);
    expect(() => foreign.signal('SIGTERM')).not.toThrow();
  });

  it('tells of one that is gone already, and signals nobody', async () => {
    const { foreign, ends } = watched(over, 2 ** 22 + 1);
    expect(() => foreign.signal('SIGKILL')).not.toThrow();
    await until('its end is told', () => ends.length > 0);
    expect(ends).toEqual([{ code: null, signal: null, core: false }]);
  });

  it('is silent when it has been stopped', async () => {
    const pid = start();
    const stopped = watched(over, pid);
    const other = watched(over, pid);
    stopped.foreign.leave();
    other.foreign.signal('SIGKILL');
    await until('the other hears', () => other.ends.length > 0);
    expect(stopped.ends).toEqual([]);
  });
});

describe.runIf(isTold)('how it ended, where the kernel tells', () => {
  it.each([
    ['exit 0', { code: 0, signal: null, core: false }],
    ['exit 77', { code: 77, signal: null, core: false }],
    ['kill -9 $$', { code: null, signal: 9, core: false }],
  ])('%s', async (words, status) => {
    const orphan = await startOrphan();
    const { ends } = watched(system, orphan.pid);
    orphan.say(words);
    await until('its end is told', () => ends.length > 0);
    expect(ends).toEqual([status]);
  });

  it('leaves no descriptor behind', async () => {
    const before = openPidfds();
    const { foreign, ends } = watched(system, start());
    expect(openPidfds()).toBe(before + 1);
    foreign.signal('SIGKILL');
    await until('its end is told', () => ends.length > 0);
    expect(openPidfds()).toBe(before);
  });
});

it('says that it does not know what nobody tells', async () => {
  const { foreign, ends } = watched(withoutPidfds, start());
  foreign.signal('SIGTERM');
  await until('its end is told', () => ends.length > 0);
  expect(ends).toEqual([{ code: null, signal: null, core: false }]);
});

it('that cannot be looked at just now is not taken for gone, and gets its signals when it can', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  const ends: ExitStatus[] = [];
  const pid = start();
  const foreigns = [
    watchForeign(withoutPidfds, pid, (status) => ends.push(status)),
    unableToLook(() => watchForeign(withoutPidfds, pid, (status) => ends.push(status))),
  ];
  unableToLook(() => {
    vi.advanceTimersByTime(1000);
    foreigns[1]!.signal('SIGTERM');
    vi.advanceTimersByTime(1000);
  });
  expect(ends).toEqual([]);
  const UNKNOWN: ExitStatus = { code: null, signal: null, core: false };
  await until('both hear of its end', () => {
    vi.advanceTimersByTime(1000);
    return ends.length > 1;
  });
  vi.advanceTimersByTime(1000);
  expect(ends).toEqual([UNKNOWN, UNKNOWN]);
});
