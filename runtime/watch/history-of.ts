import { CannotTell, meant, NOBODY, unknown } from './ask.ts';
import type { Found } from './find-supervisor.ts';
import type { Message } from './messages.ts';

/**
 * The history of a service as its supervisor has it; of all, where none is named. Throws {@link CannotTell} where there
 * is no such service, or nobody who keeps one.
 */
export const historyOf = async (
  found: Found,
  word: string | undefined,
): Promise<Extract<Message, { type: 'history' }>> => {
  const actor = word === undefined ? '' : meant(word, found);
  if (!found.connection) throw new CannotTell(NOBODY);
  found.connection.send({ type: 'history', actor });
  const answer = await found.connection.next();
  if (answer?.type === 'history') return answer;
  if (answer?.type === 'refused' && word !== undefined) return unknown(word, actor, found);
  throw new CannotTell(`the supervisor (pid ${found.connection.hello.pid}) has ended`);
};
