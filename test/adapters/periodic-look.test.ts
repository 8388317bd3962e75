import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { askable, PeriodicLook } from '../../adapters/periodic-look.ts';
import { temporary } from '../support/temporary.ts';
import { until } from '../support/until.ts';

const PERIOD = 50;

/** Looks at a path: how often, and at how many turns; due as long as the test says so. */
const looksAt = (path: string | undefined, isDue = false, isTold = false, period = PERIOD) => {
  const looks = {
    count: 0,
    turns: 0,
    isDue,
    isTold,
    arm: (): void => periodic.arm(),
    close: (): void => periodic.close(),
  };
  const changed = (): void => {
    looks.count += 1;
  };
  const turn = (): void => {
    looks.count += 1;
    looks.turns += 1;
  };
  const periodic = new PeriodicLook(path, period, {
    changed,
    turn,
    isDue: () => looks.isDue,
    isTold: () => looks.isTold,
  });
  onTestFinished(() => periodic.close());
  periodic.arm();
  return looks;
};

/** Waits for as long as somebody who is always due takes for so many looks. */
const pass = async (count: number): Promise<void> => {
  const looks = looksAt(temporary(), true);
  await until(`there have been ${count} turns`, () => looks.turns >= count);
  looks.close();
};

it('looks once after its beginning, and when something is different', async () => {
  const path = join(temporary(), 'services');
  mkdirSync(path);
  const looks = looksAt(path);
  await until('it has looked', () => looks.turns === 1);
  const differs = async (what: string): Promise<void> => {
    await pass(8);
    const before = looks.count - looks.turns;
    if (what === 'a name has come') mkdirSync(join(path, 'a'));
    else if (what === 'it is gone') renameSync(path, `${path}-away`);
    else writeFileSync(path, '');
    await until(what, () => looks.count - looks.turns === before + 1);
  };
  for (const what of ['a name has come', 'it is gone', 'something else is there']) await differs(what);
});

/** A path that does not change, by a clock that the test has. */
const timed = (): ReturnType<typeof looksAt> => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const looks = looksAt(temporary());
  vi.advanceTimersByTime(PERIOD);
  expect(looks.turns).toBe(1);
  return looks;
};

it('looks rarely where nothing is due, and not at all only when it is closed', () => {
  const looks = timed();
  vi.advanceTimersByTime(12 * PERIOD - 1);
  expect(looks.turns).toBe(1);
  vi.advanceTimersByTime(1);
  expect(looks.turns).toBe(2);
  vi.advanceTimersByTime(120 * PERIOD);
  expect(looks.turns).toBe(12);
  looks.close();
  looks.isDue = true;
  looks.arm();
  vi.advanceTimersByTime(120 * PERIOD);
  expect(looks.turns).toBe(12);
});

it('looks at each turn for as long as that is due, in step, whenever it begins', () => {
  const looks = timed();
  vi.advanceTimersByTime(PERIOD - 20);
  looks.isDue = true;
  looks.arm();
  looks.arm();
  vi.advanceTimersByTime(20 - 1);
  expect(looks.turns).toBe(1);
  vi.advanceTimersByTime(1);
  expect(looks.turns).toBe(2);
  vi.advanceTimersByTime(100 * PERIOD);
  expect(looks.turns).toBe(102);
  looks.isDue = false;
  vi.advanceTimersByTime(2 * PERIOD);
  expect(looks.turns).toBe(103);
});

it('looks hardly ever where all is told, whatever libuv can be asked, and as before once it is not', () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const each = [looksAt(temporary(), false, true), looksAt(undefined, false, true)];
  const turns = (): number[] => each.map((looks) => looks.turns);
  vi.advanceTimersByTime(60 * PERIOD - 1);
  expect(turns()).toEqual([0, 0]);
  vi.advanceTimersByTime(1);
  expect(turns()).toEqual([1, 1]);
  for (const looks of each) {
    looks.isTold = false;
    looks.arm();
  }
  vi.advanceTimersByTime(3 * PERIOD);
  expect(turns()).toEqual([2, 4]);
  vi.advanceTimersByTime(10 * PERIOD);
  expect(turns()).toEqual([3, 14]);
});

it('does not have libuv ask where all is told', async () => {
  const path = temporary();
  // Its own turn would come after a minute and more.
  const [told, asked] = [looksAt(path, false, true, 2000), looksAt(path)];
  await until('the other one has looked', () => asked.turns === 1);
  await pass(8);
  mkdirSync(join(path, 'a'));
  await until('the other one looks again', () => asked.count > asked.turns);
  expect(told.count).toBe(0);
  told.isTold = false;
  told.arm();
  await until('it has looked', () => told.turns >= 1);
  mkdirSync(join(path, 'b'));
  await until('it looks again', () => told.count > told.turns);
});

it('looks once a turn where its timer is early', () => {
  const looks = timed();
  looks.isDue = true;
  looks.arm();
  const now = performance.now.bind(performance);
  const early = vi.spyOn(performance, 'now').mockImplementation(() => now() - 3);
  onTestFinished(() => early.mockRestore());
  vi.advanceTimersByTime(10 * PERIOD + 3);
  expect(looks.turns).toBe(11);
});

it('looks at each turn where libuv cannot be asked', async () => {
  const looks = looksAt(undefined);
  await until('it has looked three times', () => looks.turns >= 3);
});

it('lets go of what libuv looks at when it is closed, and of nothing of others', async () => {
  const path = temporary();
  const [looks, other] = [looksAt(path), looksAt(path)];
  await until('both have looked', () => looks.turns === 1 && other.turns === 1);
  await pass(8);
  looks.close();
  mkdirSync(join(path, 'a'));
  await until('the other one looks', () => other.count - other.turns === 1);
  expect(looks.count - looks.turns).toBe(0);
});

it.each([
  ['/etc/service', '/etc/service'],
  ['/etc//service/.', '/etc//service/.'],
  ['/etc/..service', '/etc/..service'],
  ['/etc/link/../service', undefined],
  ['service', undefined],
  ['.', undefined],
  ['/etc/\udcff', undefined],
])('of %o, libuv is asked for %o', (path, asked) => {
  expect(askable(path)).toBe(asked);
});
