import type { SignalLetter } from './control-letter.ts';
import type { Want } from './status-record.ts';

/** Orders that wait while a control script runs: signals, and the scripts `control/d`, `control/x` after a TERM. */
export type OrderLetter = SignalLetter | 'd' | 'x';

/** A stop: TERM, then, where the service is not wanted up, CONT and the script of that want. */
export const stopSequence = (want: Want): readonly OrderLetter[] =>
  want === 'up' ? ['t'] : want === 'down' ? ['t', 'd'] : ['t', 'x'];

/**
 * Whether a service counts as paused when it has ended before these orders were carried out: `p` and `c` count in every state,
 * until `finish` or `run` is started.
 */
export const pausedAfter = (pending: readonly OrderLetter[], paused: boolean): boolean => {
  const last = pending.findLast((letter) => letter === 'p' || letter === 'c');
  return last === undefined ? paused : last === 'p';
};

/**
 * Adds orders to those that wait. A letter that waits already moves to the end, so the list is never longer than there
 * are letters, and the last of `p` and `c` is the one that stays true. The first is being carried out and stays.
 */
export const addOrders = (pending: readonly OrderLetter[], letters: readonly OrderLetter[]): readonly OrderLetter[] => [
  ...pending.slice(0, 1),
  ...pending.slice(1).filter((letter) => !letters.includes(letter)),
  ...letters,
];
