import { describe, expect, test } from 'vitest';
import { Frames } from '../../../visualizations/page/model/frames.ts';

describe('what comes between two frames', () => {
  const begin = () => {
    const taken: (readonly number[])[] = [];
    const due: (() => void)[] = [];
    const frames = new Frames<number>(
      (items) => taken.push(items),
      (run) => due.push(run),
    );
    return { taken, due, frames };
  };

  test('is handed over at once, however much it is', () => {
    const { taken, due, frames } = begin();
    for (let item = 0; item < 1000; item++) frames.push(item);
    expect([due.length, taken.length]).toEqual([1, 0]);
    due[0]!();
    expect(taken).toEqual([Array.from({ length: 1000 }, (_, item) => item)]);
  });

  test('is not handed over twice, and not lost where handing over fails', () => {
    const { taken, due, frames } = begin();
    frames.push(1);
    due[0]!();
    frames.push(2);
    expect(due.length).toBe(2);
    due[1]!();
    expect(taken).toEqual([[1], [2]]);
    const broken: number[] = [];
    const later: (() => void)[] = [];
    const fragile = new Frames<number>(
      ([item]) => {
        if (item === 1) throw new Error('broken');
        broken.push(item!);
      },
      (run) => later.push(run),
    );
    fragile.push(1);
    expect(later[0]).toThrow('broken');
    fragile.push(2);
    later[1]!();
    expect(broken).toEqual([2]);
  });
});
