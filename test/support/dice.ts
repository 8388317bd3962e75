/** Small pseudo-random numbers that come out alike everywhere (mulberry32): from 0 up to, not including, `sides`. */
export type Dice = (sides: number) => number;

export const diceOf = (seed: number): Dice => {
  let state = seed | 0;
  return (sides) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides;
  };
};

/** The run's seed: another one each time, unless `RUNSTATE_SEED` repeats an earlier run. */
export const SEED = Number(process.env.RUNSTATE_SEED ?? Math.floor(Math.random() * 2 ** 31));
