import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createActor, sendTo, setup } from 'xstate';
import { toPath } from '../../adapters/bytes.ts';
import { createPathChanges } from '../../adapters/path-changes.ts';
import { createPipes } from '../../adapters/pipes.ts';
import { createScan } from '../../adapters/scan.ts';
import type { Diagnostic, PathChanges, System } from '../../adapters/system.ts';
import type { ScanFact, ScanOrder } from '../../machines/ports.ts';
import { temporary } from '../support/temporary.ts';
import { until } from '../support/until.ts';
import { isToldHere, UNCHANGING } from './support/path-changes.ts';

const system = { now: () => ({ elapsed: performance.now(), wall: Date.now() * 1000 }) } as System;

type Completed = Extract<ScanFact, { type: 'scan.completed' }>;

/** Milliseconds between periodic looks, where a test has to see several. */
const SHORT = 100;

/** The scan port over a directory: what there was whenever it told of it, and how to order a look. */
const scan = (directory: string, pause?: number, more: Partial<System> = {}) => {
  const looks: Completed[] = [];
  /** The names that it told of without the others. */
  const added: string[][] = [];
  const add = ({ entries, at }: Extract<ScanFact, { type: 'scan.added' }>): void => {
    const last = looks.at(-1)!;
    looks.push({ ...last, at, forced: false, entries: [...last.entries, ...entries] });
    added.push(entries.map(({ name }) => name));
  };
  const ticks: number[] = [];
  let isWaitedFor = false;
  const diagnostics: Diagnostic[] = [];
  const above = setup({
    types: { events: {} as ScanFact | ScanOrder, children: {} as { scan: 'scan' } },
    actors: { scan: createScan({ ...system, ...more }, (diagnostic) => diagnostics.push(diagnostic), pause) },
    actions: { order: sendTo('scan', ({ event }) => event as ScanOrder) },
  }).createMachine({
    invoke: { id: 'scan', src: 'scan', input: { directory, isWaitedFor: () => isWaitedFor } },
    on: {
      'scan.completed': { actions: ({ event }) => void looks.push(event) },
      'scan.added': { actions: ({ event }) => add(event) },
      'scan.ticked': { actions: () => void ticks.push(performance.now()) },
      'scan.now': { actions: 'order' },
      'scan.acknowledge': { actions: 'order' },
    },
  });
  const actor = createActor(above);
  onTestFinished(() => void actor.stop());
  actor.start();
  const names = () =>
    looks
      .at(-1)
      ?.entries.map(({ name }) => name)
      .sort();
  return {
    looks,
    added,
    ticks,
    wait: () => {
      isWaitedFor = true;
    },
    diagnostics,
    order: (order: ScanOrder) => actor.send(order),
    stop: () => void actor.stop(),
    until: (...expected: string[]) =>
      until(`it sees ${expected}`, () => JSON.stringify(names()) === JSON.stringify(expected) && looks.at(-1)),
  };
};

describe('a look', () => {
  it('sees directories and links to them; neither files nor hidden names', async () => {
    const path = temporary();
    const target = temporary();
    for (const name of ['b', 'a b', '.hidden', '-x']) mkdirSync(join(path, name));
    mkdirSync(toPath(`${path}/\udcff`));
    writeFileSync(join(path, 'file'), '');
    symlinkSync(join(path, 'file'), join(path, 'file-link'));
    symlinkSync(target, join(path, 'link'));
    const { until, diagnostics } = scan(path);
    const { entries, forced } = await until('-x', 'a b', 'b', 'link', '\udcff');
    expect(entries.find(({ name }) => name === 'link')).toMatchObject({ link: true });
    expect(entries.find(({ name }) => name === 'b')).toMatchObject({ link: false });
    expect(forced).toBe(false);
    expect(diagnostics).toEqual([]);
  });

  it('tells links that lead nowhere apart from what cannot be looked at, and complains once', async () => {
    const path = temporary();
    symlinkSync('nowhere', join(path, 'dangling'));
    symlinkSync('loop', join(path, 'loop'));
    const { looks, diagnostics, order } = scan(path);
    await until('it has looked', () => looks.length > 0);
    expect(looks[0]).toMatchObject({ entries: [], dangling: ['dangling'], unknown: ['loop'] });
    order({ type: 'scan.now', forced: true });
    await until('it has looked again', () => looks.length > 1);
    expect(diagnostics.map(({ message, code }) => [message, code]).sort()).toEqual([
      ['unable to stat dangling', 'ENOENT'],
      ['unable to stat loop', 'ELOOP'],
    ]);
  });

  it('tells of the time that passes where that is waited for, or it never could look', async () => {
    const path = temporary();
    const [idle, waiting, blind] = [scan(path, SHORT), scan(path, SHORT), scan(join(path, 'nowhere'))];
    waiting.wait();
    await until('the blind one ticks', () => blind.ticks.length > 1);
    await until('the other one ticks', () => waiting.ticks.length > 3);
    expect(idle.ticks).toEqual([]);
    expect(blind.looks).toEqual([]);
  });

  it('comes at each turn in a process of somebody else’s', async () => {
    const [guest, other] = [scan(temporary(), SHORT, { isGuest: true }), scan(temporary(), SHORT)];
    other.wait();
    await until('there have been some turns', () => other.ticks.length > 3);
    // Nobody is told of that: where libuv looks, it would be found out a dozen turns later.
    guest.wait();
    const { length } = other.ticks;
    await until('there have been some more', () => other.ticks.length > length + 5);
    expect(guest.ticks.length).toBeGreaterThan(2);
  });

  it('follows changes at once, and a burst of them as one or two', async () => {
    const path = temporary();
    const { looks, until } = scan(path);
    await until();
    const before = looks.length;
    const names = Array.from({ length: 50 }, (_, index) => `s${index}`).sort();
    for (const name of names) mkdirSync(join(path, name));
    await until(...names);
    expect(looks.length - before).toBeLessThan(5);
    rmSync(join(path, 's0'), { recursive: true });
    await until(...names.slice(1));
  });

  it('follows the directory that its name leads to', async () => {
    const path = temporary();
    for (const name of ['one', 'two']) mkdirSync(join(path, name, `in-${name}`), { recursive: true });
    symlinkSync('one', join(path, 'current'));
    const { until } = scan(join(path, 'current'));
    await until('in-one');
    unlinkSync(join(path, 'current'));
    symlinkSync('two', join(path, 'current'));
    await until('in-two');
    renameSync(join(path, 'two'), join(path, 'three'));
    mkdirSync(join(path, 'two/new'), { recursive: true });
    await until('new');
  });
});

describe.skipIf(!isToldHere)(
  'where the kernel tells of all changes (needs a local file system for temporary files)',
  () => {
    const pipes = createPipes((cause) => {
      throw cause;
    });
    const pathChanges = createPathChanges(pipes, UNCHANGING);

    it('one is seen that another has taken the place of, far above, without a look in between', async () => {
      const base = temporary();
      for (const path of ['above/services/a', 'next/services/b']) mkdirSync(join(base, path), { recursive: true });
      const { until } = scan(join(base, 'above/services'), 1_000_000, { pathChanges });
      await until('a');
      renameSync(join(base, 'above'), join(base, 'away'));
      renameSync(join(base, 'next'), join(base, 'above'));
      await until('b');
      mkdirSync(join(base, 'above/services/c'));
      await until('b', 'c');
      renameSync(join(base, 'above'), join(base, 'next'));
      renameSync(join(base, 'away'), join(base, 'above'));
      await until('a');
    });

    it('one is looked at all the same while it is empty: who is in it keeps its end from being told', async () => {
      const path = join(temporary(), 'services');
      mkdirSync(path);
      const { until } = scan(path, 2000, { pathChanges });
      await until();
      const inside = spawn('sleep', ['1000'], { cwd: path });
      onTestFinished(() => void inside.kill('SIGKILL'));
      await once(inside, 'spawn');
      rmdirSync(path);
      mkdirSync(join(path, 'a'), { recursive: true });
      await until('a');
      mkdirSync(join(path, 'b'));
      await until('a', 'b');
    });

    it.each([
      ['at once', false],
      ['once it is missed', true],
    ])('another one in its place is seen, %s, and followed, while somebody is in what was there', async (_, waits) => {
      const path = join(temporary(), 'above/services');
      mkdirSync(join(path, 'a'), { recursive: true });
      const { until: sees, diagnostics } = scan(path, 2000, { pathChanges });
      await sees('a');
      const inside = spawn('sleep', ['1000'], { cwd: join(path, 'a') });
      onTestFinished(() => void inside.kill('SIGKILL'));
      await once(inside, 'spawn');
      rmSync(dirname(path), { recursive: true });
      if (waits) await until('it is missed', () => diagnostics.length > 0);
      mkdirSync(join(path, 'b'), { recursive: true });
      await sees('b');
      mkdirSync(join(path, 'c'));
      await sees('b', 'c');
    });

    it('nothing is looked at once it has ended, whatever was to come', async () => {
      const path = join(temporary(), 'services');
      mkdirSync(join(path, 'a'), { recursive: true });
      const touches: (() => void)[] = [];
      const watch: PathChanges['watch'] = (_, touched) => {
        touches.push(touched);
        return () => {};
      };
      const { until, stop, order, diagnostics } = scan(path, 1_000_000, { pathChanges: { watch } });
      await until('a');
      vi.useFakeTimers();
      onTestFinished(() => void vi.useRealTimers());
      touches.at(-1)!();
      order({ type: 'scan.now', forced: true });
      touches.at(-1)!();
      stop();
      rmSync(path, { recursive: true });
      const { length } = touches;
      vi.advanceTimersByTime(10_000);
      expect([touches.length, diagnostics]).toEqual([length, []]);
    });
  },
);

describe('a directory that has come', () => {
  /** A scanned directory with a link, whose target was exchanged since it was looked at: of that nobody is told. */
  const withStale = async () => {
    const path = temporary();
    const beside = temporary();
    for (const name of ['old', 'next', 'a']) mkdirSync(join(beside, name));
    symlinkSync(join(beside, 'old'), join(path, 'old'));
    const seen = scan(path);
    await seen.until('old');
    renameSync(join(beside, 'old'), join(beside, 'away'));
    renameSync(join(beside, 'next'), join(beside, 'old'));
    const inodes = () => seen.looks.at(-1)!.entries.map(({ name, ino }) => [name, ino]);
    const inode = (name: string) => statSync(join(beside, name), { bigint: true }).ino;
    return { ...{ path, beside, inodes, inode }, ...seen };
  };

  it('is seen without a look at the others, which follows within seconds', async () => {
    const { path, beside, until: sees, inodes, inode, added } = await withStale();
    symlinkSync(join(beside, 'a'), join(path, 'a'));
    await sees('a', 'old');
    expect(inodes()).toEqual([
      ['old', inode('away')],
      ['a', inode('a')],
    ]);
    expect(added).toEqual([['a']]);
    await until('all are looked at', () => new Map(inodes() as [string, bigint][]).get('old') === inode('old'));
  });

  it.each<[string, (path: string, beside: string) => void, string[]]>([
    [
      'another has gone',
      (path, beside) => {
        unlinkSync(join(path, 'gone'));
        symlinkSync(join(beside, 'a'), join(path, 'a'));
      },
      ['a', 'old'],
    ],
    ['one has another name', (path) => renameSync(join(path, 'gone'), join(path, 'a')), ['a', 'old']],
  ])('is seen with all others where %s', async (_, change, names) => {
    const { path, beside, until: sees, inodes, inode, looks } = await withStale();
    symlinkSync(join(beside, 'a'), join(path, 'gone'));
    await sees('gone', 'old');
    const before = looks.length;
    change(path, beside);
    await sees(...names);
    expect(looks.length - before).toBeLessThan(3);
    expect(new Map(inodes() as [string, bigint][])).toEqual(
      new Map([
        ['old', inode('old')],
        ['a', inode('a')],
      ]),
    );
  });
});

describe('a forced look', () => {
  it('happens although nothing changed, says so, and is acknowledged by a file', async () => {
    const path = temporary();
    const { looks, order } = scan(path);
    await until('the first', () => looks.length === 1);
    order({ type: 'scan.now', forced: true });
    await until('the second', () => looks.length === 2);
    expect(looks[1]!.forced).toBe(true);
    order({ type: 'scan.acknowledge' });
    expect(readFileSync(join(path, '.forced-rescan'), 'utf8')).toMatch(/^@40[0-9a-f]{22}$/);
  });
});

describe('a directory that cannot be read', () => {
  it.each<[string, (path: string) => void, string, string]>([
    ['missing', () => {}, 'unable to stat', 'ENOENT'],
    ['a file', (path) => writeFileSync(path, ''), 'unable to change directory to', 'ENOTDIR'],
  ])('%s: is told of, and seen once it is there', async (_, make, message, code) => {
    const path = join(temporary(), 'services');
    make(path);
    const { diagnostics, until } = scan(path);
    expect(diagnostics).toMatchObject([{ level: 'warning', message: `${message} ${path}`, code }]);
    rmSync(path, { force: true });
    mkdirSync(join(path, 'a'), { recursive: true });
    await until('a');
  });

  it('that has gone is told of every few seconds, and seen once it is back', async () => {
    const above = join(temporary(), 'above');
    const path = join(above, 'services');
    mkdirSync(join(path, 'a'), { recursive: true });
    const { diagnostics, until: sees } = scan(path, SHORT);
    await sees('a');
    // Of this inotify tells nothing; libuv does once, and its first look of all may.
    renameSync(above, `${above}-away`);
    await until('it is told of again and again', () => diagnostics.length >= 6);
    expect(new Set(diagnostics.map(({ message, code }) => `${message} ${code}`))).toEqual(
      new Set([`unable to stat ${path} ENOENT`]),
    );
    mkdirSync(join(path, 'b'), { recursive: true });
    await sees('b');
  });
});
