import { diceOf, SEED } from '../../support/dice.ts';

/** Of so many scenarios that are the same on both one is compared in a run. */
export const share = (): number => {
  const of = Number(process.env.RUNSTATE_SHARE ?? 1);
  if (!(of >= 1)) throw new Error(`RUNSTATE_SHARE is to be a number from 1 on, not ${process.env.RUNSTATE_SHARE}`);
  return of;
};

/** Draws, for one scenario after the other: whether it has its turn. The seed decides which have, so that all have theirs some time. */
export const drawing = (of: number, seed = SEED): (() => boolean) => {
  const dice = diceOf(seed);
  return () => dice(of) === 0;
};
