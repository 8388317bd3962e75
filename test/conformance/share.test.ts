import { expect, it } from 'vitest';
import { drawing } from './support/share.ts';

const drawn = (of: number, seed: number): boolean[] => Array.from({ length: 400 }, drawing(of, seed));

it('one of one is every one', () => {
  expect(drawn(1, 7)).toEqual(Array.from({ length: 400 }, () => true));
});

it('a seed draws the same ones again, about as many as it is to, and each has its turn', () => {
  expect(drawn(4, 7)).toEqual(drawn(4, 7));
  const runs = Array.from({ length: 60 }, (_, seed) => drawn(4, seed));
  for (const run of runs) expect(Math.abs(run.filter(Boolean).length - 100)).toBeLessThan(50);
  expect(runs[0]!.flatMap((_, index) => (runs.some((run) => run[index]) ? [] : [index]))).toEqual([]);
});
