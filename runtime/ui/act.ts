import { sendLetters } from '../../adapters/control-client.ts';
import { errnoText } from '../../machines/rules/errno-text.ts';

/** What a button does: letters for `supervise/control`, those of `sv`. */
const LETTERS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Array.from('udoxtkhaiq12pc', (letter) => [letter, letter])),
  restart: 'tcu',
};

/** An answer to an act: an HTTP status, and words. */
export type Acted = { readonly status: 204 | 400 | 409; readonly words: string };

/** What a request asks for; see `Act` in page-messages.ts. */
type Asked = { readonly actor: string; readonly letter: string };

/** What was asked for; undefined: nothing that could be done. */
export const readAct = (body: string): Asked | undefined => {
  try {
    const { actor, letter } = JSON.parse(body);
    return typeof actor === 'string' && typeof letter === 'string' ? { actor, letter } : undefined;
  } catch {
    return undefined;
  }
};

/** Where a service's files are: in the directory or in its `log`, never elsewhere; undefined: it is no service. */
const placeOf = (actor: string): string | undefined => {
  const [, name, role] = /^([^/.\0][^/\0]*)\/(main|log)$/u.exec(actor) ?? [];
  return role === 'log' ? `${name}/log` : name;
};

/** Writes to a service's control FIFO, as `sv` does. */
export const act = (directory: string, { actor, letter }: Asked): Acted => {
  const letters = Object.hasOwn(LETTERS, letter) ? LETTERS[letter]! : undefined;
  if (letters === undefined) return { status: 400, words: `there is no command ${letter}` };
  const place = placeOf(actor);
  if (place === undefined) return { status: 400, words: `${actor} is no service` };
  const answer = sendLetters(`${directory}/${place}`, letters);
  if (answer === 'not running') return { status: 409, words: `${actor}: runsv not running` };
  if ('value' in answer) return { status: 204, words: '' };
  return { status: 409, words: `${actor}: unable to ${answer.refused.attempt}: ${errnoText(answer.refused.code)}` };
};
