import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { askable, PeriodicLook } from '../../adapters/periodic-look.ts';
import { temporary } from '../support/temporary.ts';
import { until } from '../support/until.ts';

const PERIOD = 50;

/** Looks at a path, counted; due as long as the test says so. */
const looksAt = (path: string | undefined, isDue = false) => {
  const looks = { count: 0, isDue, arm: (): void => periodic.arm(), close: (): void => periodic.close() };
  const look = (): void => {
    looks.count += 1;
    periodic.arm();
  };
  const periodic = new PeriodicLook(path, PERIOD, look, () => looks.isDue);
  onTestFinished(() => periodic.close());
  periodic.arm();
  return looks;
};

/** Waits for as long as somebody who is always due takes for so many looks. */
const pass = async (count: number): Promise<void> => {
  const looks = looksAt(temporary(), true);
  await until(`there have been ${count} looks`, () => looks.count >= count);
  looks.close();
};

it('looks once after its beginning, and then only when something is different', async () => {
  const path = join(temporary(), 'services');
  mkdirSync(path);
  const looks = looksAt(path);
  await until('it has looked', () => looks.count === 1);
  await pass(8);
  expect(looks.count).toBe(1);
  mkdirSync(join(path, 'a'));
  await until('it has looked again', () => looks.count === 2);
  renameSync(path, `${path}-away`);
  await until('and when it is gone', () => looks.count === 3);
  writeFileSync(path, '');
  await until('and when something else is there', () => looks.count === 4);
});

it('looks at each turn for as long as that is due, and begins when it is told to', async () => {
  const looks = looksAt(temporary());
  await until('it has looked', () => looks.count === 1);
  looks.isDue = true;
  await pass(4);
  expect(looks.count).toBe(1);
  looks.arm();
  looks.arm();
  await until('it looks at each turn', () => looks.count >= 5);
  looks.isDue = false;
  const { count } = looks;
  await pass(8);
  expect(looks.count - count).toBeLessThan(2);
});

it('looks in step, whenever it is told to', () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const looks = looksAt(temporary());
  vi.advanceTimersByTime(PERIOD);
  expect(looks.count).toBe(1);
  vi.advanceTimersByTime(PERIOD - 10);
  looks.isDue = true;
  looks.arm();
  vi.advanceTimersByTime(10 - 1);
  expect(looks.count).toBe(1);
  vi.advanceTimersByTime(1);
  expect(looks.count).toBe(2);
  vi.advanceTimersByTime(100 * PERIOD);
  expect(looks.count).toBe(102);
});

it('looks at each turn where libuv cannot be asked', async () => {
  const looks = looksAt(undefined);
  await until('it has looked three times', () => looks.count >= 3);
});

it('ends, whatever it is told then', async () => {
  const path = temporary();
  const [looks, due, other] = [looksAt(path), looksAt(path, true), looksAt(path)];
  await until('all have looked', () => looks.count === 1 && due.count >= 1 && other.count === 1);
  looks.close();
  due.close();
  const { count } = due;
  due.arm();
  mkdirSync(join(path, 'a'));
  await until('the other one looks', () => other.count === 2);
  await pass(4);
  expect([looks.count, due.count]).toEqual([1, count]);
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
