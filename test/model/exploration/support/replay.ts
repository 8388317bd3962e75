import { it } from 'vitest';
import { follow, lineOf, type Model } from './explore.ts';

/** Tells again, step by step, the path that `RUNSTATE_REPLAY` has: `MODEL: START, MOVE, MOVE`. */
export const replayed = <W>(models: readonly Model<W>[], show: (world: W) => unknown): void => {
  const [name, moves] = (process.env.RUNSTATE_REPLAY ?? '').split(': ');
  const model = models.find((one) => one.name === name);
  if (!model || !moves) return;
  it(`replays ${process.env.RUNSTATE_REPLAY}`, () => {
    const path = moves.split(', ');
    // A prefix at a time: the last line before a failure is what led to it.
    for (let length = 1; length <= path.length; length++) {
      const world = follow(model, path.slice(0, length)).at(-1)!;
      console.log(lineOf(model, path.slice(length - 1, length)), JSON.stringify(show(world)));
    }
  });
};
