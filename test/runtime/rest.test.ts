import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { giveBackAtRest } from '../../runtime/rest.ts';

/** Seconds of processor time that have been used. */
let used = 0;
let given: number[] = [];
/** How often it was looked. */
let looks = 0;
let end: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  used = 0;
  looks = 0;
  given = [];
  end = giveBackAtRest(
    () => given.push(Math.round(used * 100) / 100),
    () => {
      looks += 1;
      return { user: used * 0.75e6, system: used * 0.25e6 };
    },
  );
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

test('gives back once, as soon as a program that has worked rests', () => {
  for (const seconds of [3, 4, 0.49, 0, 0]) work(seconds);
  expect(given).toEqual([7.49]);
});

test('gives nothing back while there is work', () => {
  for (let turn = 0; turn < 10; turn += 1) work(0.5);
  expect(given).toEqual([]);
});

test('leaves a program alone that never worked a second since the last time', () => {
  work(0.9);
  work(0.05);
  expect(given).toEqual([]);
  work(0.05);
  expect(given).toEqual([1]);
  for (let turn = 0; turn < 10; turn += 1) work(0.09);
  expect(given).toEqual([1]);
  work(0.1);
  expect(given).toEqual([1, 2]);
});

test('looks no more once it has ended', () => {
  end();
  work(5);
  work(0);
  expect(given).toEqual([]);
});

test('looks less and less often at a program that does nothing, and as before once it works again', () => {
  work(3);
  work(0);
  expect(given).toEqual([3]);
  for (let turn = 0; turn < 100; turn += 1) work(0);
  expect(looks).toBeLessThan(20);
  work(5);
  for (let turn = 0; turn < 8; turn += 1) work(0.01);
  expect(given).toEqual([3, expect.closeTo(8, 0)]);
});
