import type { Adoptable, Role } from '../ports.ts';
import { type OrderLetter, stopSequence } from './orders.ts';
import type { Want } from './status-record.ts';

/**
 * What is wanted of a process that an earlier runsv left. An `exit` was that runsv's own: it is gone, and what is wanted
 * now is what a fresh one wants.
 */
export const takenWant = ({ want }: Pick<Adoptable, 'want'>, fresh: Want): Want => (want === 'exit' ? fresh : want);

/**
 * What of a stop is still to be done: all of it where the runsv was killed after the want was written and before TERM
 * was sent. An `o` asks for no stop, nor is a logger stopped that reads to its end.
 */
export const owedOrders = (
  role: Role,
  { file, want, gotTerm, once }: Adoptable,
  taken: Want,
): readonly OrderLetter[] => {
  const wasToStop = want === 'down' || (want === 'exit' && role === 'main');
  return file === 'run' && wasToStop && !gotTerm && !once ? stopSequence(taken) : [];
};
