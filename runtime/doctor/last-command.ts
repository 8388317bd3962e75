import { type Segment, segmentsOf } from './segments.ts';
import { commandWords, type Word } from './words.ts';

/** What a script becomes, or does last. */
export type LastCommand = {
  /** As it is written. */
  readonly text: string;
  readonly words: readonly Word[];
  /** Whether it takes the place of the shell. */
  readonly isExec: boolean;
  /** Whether the script does not wait for it. */
  readonly isBackground: boolean;
};

/** Words that end something in which the command may stand that the script becomes, and what a shell does by itself. */
const OWN: ReadonlySet<string> = new Set(
  'fi done esac } ) ! if while until for case { ( then else elif do function : . [ [[ alias break cd command continue echo eval exit export false getopts hash kill let local printf pwd read readonly return set shift source test trap true type ulimit umask unalias unset wait'.split(
    ' ',
  ),
);

/** A script that hears signals itself, waits for its children, or has runsv leave it alone once it is done, knows what it does. */
const DELIBERATE = /(^|[\s;&|(])(trap|wait)(\s|;|$)|\bsv\s+(-\S+\s+)*(once|down|stop|exit|shutdown|force-\w+|[odx])\b/m;

const isFunction = (name: string, script: string): boolean =>
  /^[\w-]+$/.test(name) && new RegExp(`(^|\\s)${name}\\s*\\(\\)`, 'm').test(script);

const executed = ({ text, after }: Segment): LastCommand | undefined => {
  const [, ...words] = commandWords(text);
  // Where there are only redirections it is the shell itself that goes on.
  return words.length === 0 ? undefined : { text, words, isExec: true, isBackground: after === '&' };
};

/**
 * The last command of a shell's script; undefined where that is not plain to see, or is none that could have been begun
 * by `exec`.
 *
 * @param script one character a byte.
 */
export const lastCommand = (script: string): LastCommand | undefined => {
  const last = segmentsOf(script)?.at(-1);
  if (!last || last.before === '|' || last.after === ';;') return undefined;
  const words = commandWords(last.text);
  const [first] = words;
  if (first === 'exec') return executed(last);
  if (first === undefined || OWN.has(first) || /^[\w]+\+?=/.test(first) || /[()]/.test(first)) return undefined;
  if (DELIBERATE.test(script) || isFunction(first, script)) return undefined;
  return { text: last.text, words, isExec: false, isBackground: last.after === '&' };
};
