import { getHeapStatistics } from 'node:v8';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { collect, giveBackAtRest } from '../../runtime/rest.ts';

vi.mock('node:v8', { spy: true });

/** Seconds of processor time that have been used. */
let used = 0;
/** After how many of them malloc(3) gave back, and V8. */
let trimmed: number[] = [];
let collected: number[] = [];
/** How often it was looked. */
let looks = 0;
/** Seconds that a collection takes. */
let cost = 0;
let end: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  used = 0;
  looks = 0;
  cost = 0;
  trimmed = [];
  collected = [];
  const noted = (list: number[]) => () => void list.push(Math.round(used * 100) / 100);
  const collects = (): void => {
    noted(collected)();
    used += cost;
  };
  end = giveBackAtRest({ trim: noted(trimmed), collect: collects }, () => {
    looks += 1;
    return { user: used * 0.75e6, system: used * 0.25e6 };
  });
});

afterEach(() => {
  end();
  vi.useRealTimers();
});

/** Five seconds in which so much is worked. */
const work = (seconds: number): void => {
  used += seconds;
  vi.advanceTimersByTime(5000);
};

test('gives back as soon as a program that has worked rests: all of it when it is calm', () => {
  for (const seconds of [3, 4, 0.49]) work(seconds);
  expect({ trimmed, collected }).toEqual({ trimmed: [7.49], collected: [] });
  for (const seconds of [0.01, 0, 0]) work(seconds);
  expect({ trimmed, collected }).toEqual({ trimmed: [7.49, 7.5], collected: [7.5] });
});

test('gives nothing back while there is work', () => {
  for (let turn = 0; turn < 10; turn += 1) work(0.5);
  expect({ trimmed, collected }).toEqual({ trimmed: [], collected: [] });
});

test('collects nothing while there is some work', () => {
  for (let turn = 0; turn < 9; turn += 1) work(0.26);
  expect({ trimmed, collected }).toEqual({ trimmed: [1.04, 2.08], collected: [] });
});

test('leaves a program alone that never worked a second since the last time', () => {
  work(0.95);
  work(0.04);
  expect(trimmed).toEqual([]);
  work(0.04);
  expect({ trimmed, collected }).toEqual({ trimmed: [1.03], collected: [1.03] });
  for (let turn = 0; turn < 24; turn += 1) work(0.04);
  expect({ trimmed, collected }).toEqual({ trimmed: [1.03], collected: [1.03] });
  work(0.05);
  expect({ trimmed, collected }).toEqual({ trimmed: [1.03, 2.04], collected: [1.03, 2.04] });
});

test('looks no more once it has ended', () => {
  end();
  work(5);
  work(0);
  expect(trimmed).toEqual([]);
});

test('looks seldom at a program that does nothing, and as before once it works again', () => {
  work(3);
  work(0);
  const before = looks;
  for (let turn = 0; turn < 128; turn += 1) work(0);
  expect(looks).toBe(before + 2);
  work(5);
  for (let turn = 0; turn < 64; turn += 1) work(0);
  expect(collected).toEqual([3, 8]);
});

test('does not take for work what giving back has taken', () => {
  cost = 0.4;
  work(3);
  work(0);
  expect(collected).toEqual([3]);
  const before = looks;
  for (let turn = 0; turn < 64; turn += 1) work(0);
  expect(looks).toBe(before + 1);
  for (let turn = 0; turn < 63; turn += 1) work(0);
  expect({ looks, collected }).toEqual({ looks: before + 1, collected: [3] });
});

test('collects nothing where a long time without work has ended with some', () => {
  work(3);
  for (let turn = 0; turn < 100; turn += 1) work(0);
  expect(collected).toEqual([3]);
  const before = looks;
  work(1.5);
  while (looks === before) work(0);
  expect(collected).toEqual([3]);
  work(0);
  expect(collected).toEqual([3, 4.5]);
});

test('collects what is not used any more, of a heap that is not large', () => {
  let calls = 0;
  vi.stubGlobal('gc', () => {
    calls += 1;
  });
  collect();
  expect(calls).toBe(1);
  vi.stubGlobal('gc', undefined);
  collect();
  const large = { ...getHeapStatistics(), used_heap_size: 2 ** 30 };
  vi.mocked(getHeapStatistics).mockReturnValueOnce(large);
  vi.stubGlobal('gc', () => {
    calls += 1;
  });
  collect();
  vi.unstubAllGlobals();
  expect(calls).toBe(1);
});
