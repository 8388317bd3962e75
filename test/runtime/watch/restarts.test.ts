import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MINUTES, MinuteCounts, Restarts } from '../../../runtime/watch/restarts.ts';

const MINUTE = 60_000;

test('a minute has what was counted in it, for an hour and no longer, however time passes', () => {
  const minutes = fc.array(fc.integer({ min: 0, max: 90 }), { maxLength: 60 });
  fc.assert(
    fc.property(fc.nat(1000), minutes, (first, steps) => {
      const counts = new MinuteCounts();
      const added: number[] = [];
      let minute = first;
      for (const step of steps) {
        minute += step;
        counts.add(minute);
        added.push(minute);
        const expected = Array.from(
          { length: MINUTES },
          (_, index) => added.filter((one) => one === minute - MINUTES + 1 + index).length,
        );
        expect(counts.read(minute)).toEqual(expected);
      }
    }),
  );
});

test('they are told of all services, of a directory, and of each that lives', () => {
  let now = 90 * MINUTE + 1;
  const restarts = new Restarts(() => now);
  restarts.count('a/main');
  now += 2 * MINUTE;
  for (const path of ['a/main', 'a/log', 'b/main', 'ab/main']) restarts.count(path);
  const last = (actor: string): number[] => restarts.read(actor).perMinute.slice(-3);
  expect(['', 'a', 'a/main', 'a/log', 'b', 'c'].map(last)).toEqual([
    [1, 0, 4],
    [1, 0, 2],
    [1, 0, 1],
    [0, 0, 1],
    [0, 0, 1],
    [0, 0, 0],
  ]);
  restarts.forget('a/main');
  expect([last('a'), last('')]).toEqual([
    [0, 0, 1],
    [1, 0, 4],
  ]);
  const { begun, perMinute, ...rest } = restarts.read('b');
  expect({ rest, length: perMinute.length }).toEqual({ rest: { type: 'restarts', actor: 'b' }, length: MINUTES });
  // The minute that still goes on began a millisecond before.
  expect(Math.abs(Date.now() - 1 - begun)).toBeLessThan(MINUTE / 2);
});
