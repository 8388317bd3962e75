import { diceOf, SEED } from '../../support/dice.ts';

/** Of so many scenarios that are the same on both one is compared in a run. */
export const share = (): number => Number(process.env.RUNSTATE_SHARE ?? 1);

/** Draws, for one scenario after the other: whether it has its turn. The seed decides which have, so that all have theirs some time. */
export const drawing = (of: number, seed = SEED): (() => boolean) => {
  const dice = diceOf(seed);
  return () => dice(of) === 0;
};
