import { constants } from 'node:os';
import { stripVTControlCharacters } from 'node:util';
import { toBytes } from '../../adapters/bytes.ts';
import type { ExitStatus } from '../../machines/rules/exit-status.ts';
import type { Condition } from '../watch/condition.ts';

const NAME_OF_SIGNAL = new Map(Object.entries(constants.signals).map(([name, number]) => [number, name.slice(3)]));

/** How a process ended, in words: `exit 1`, `killed by TERM`. */
export const exitText = (exit: ExitStatus | undefined): string => {
  if (exit === undefined) return '';
  if (exit.signal !== null) return `killed by ${NAME_OF_SIGNAL.get(exit.signal) ?? exit.signal}`;
  return exit.code === null ? 'unknown' : `exit ${exit.code}`;
};

type Shown = Pick<Condition, 'paused' | 'gotTerm'> & { readonly state: string };

/** A state and the facts beside it: `running, got TERM`. */
export const stateText = ({ state, paused, gotTerm }: Shown): string =>
  [state, ...(paused ? ['paused'] : []), ...(gotTerm ? ['got TERM'] : [])].join(', ');

/** Seconds as people say them: `7 s`, `3 min 20 s`, `2 h 5 min`, `4 d 1 h`. */
export const durationText = (seconds: number): string => {
  const whole = Math.max(0, Math.floor(seconds));
  const [minutes, hours, days] = [Math.floor(whole / 60), Math.floor(whole / 3600), Math.floor(whole / 86400)];
  if (days > 0) return `${days} d ${hours % 24} h`;
  if (hours > 0) return `${hours} h ${minutes % 60} min`;
  return minutes > 0 ? `${minutes} min ${whole % 60} s` : `${whole} s`;
};

/** Text that is safe to show on a terminal: names and messages may hold any byte. */
export const printable = (text: string): string =>
  stripVTControlCharacters(toBytes(text).toString())
    .replaceAll('\t', ' ')
    .replace(/\p{Cc}/gu, '?');

/** A word as a shell reads it back. */
export const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
