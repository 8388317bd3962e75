/** Letters that conditions are checked for; `C` is the check without an order. */
export type ConditionLetter = 'u' | 'd' | 'o' | 'p' | 'c' | 'h' | 'a' | 'i' | 't' | 'k' | 'q' | '1' | '2' | 'x' | 'C';

/** What a command word of `sv` asks for. */
export type SvCommand =
  | { readonly type: 'status' }
  | {
      readonly type: 'control';
      /** The letters for `supervise/control`, in one write; empty: nothing is written. */
      readonly letters: string;
      /** What must hold, left to right, for the command to be done. See sv-done.ts. */
      readonly conditions: readonly ConditionLetter[];
      /** Waits and reports even without -v and -w. */
      readonly waits: boolean;
      /** A service that is not done in time gets a KILL. */
      readonly kills: boolean;
    };

const control = (letters: string, { waits = false, kills = false } = {}): SvCommand => ({
  type: 'control',
  letters,
  conditions: [...letters] as ConditionLetter[],
  waits,
  kills,
});

const STATUS: SvCommand = { type: 'status' };
const WAITS = { waits: true };
const FORCE = { waits: true, kills: true };

/** Words that count only when they are spelled out. */
export const WORDS: Readonly<Record<string, SvCommand>> = {
  start: control('u', WAITS),
  stop: control('d', WAITS),
  shutdown: control('x', WAITS),
  restart: control('tcu', WAITS),
  reload: control('h', WAITS),
  'try-restart': control('tc', WAITS),
  check: { type: 'control', letters: '', conditions: ['C'], waits: true, kills: false },
  'force-stop': control('d', FORCE),
  'force-reload': control('tc', FORCE),
  'force-restart': control('tcu', FORCE),
  'force-shutdown': control('x', FORCE),
};

/** For every other word the first letter decides, whatever follows. */
const LETTERS: Readonly<Record<string, SvCommand>> = {
  ...Object.fromEntries([...'udopchaitkqx12'].map((letter) => [letter, control(letter)])),
  e: control('x'),
  s: STATUS,
  D: control('d', FORCE),
  T: control('tc', FORCE),
  X: control('x', FORCE),
  E: control('x', FORCE),
};

const own = <T>(table: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;

/**
 * The command that a word stands for; undefined: the usage is due. (runit 2.1.2: `stopp` is status, `upload` is up.)
 *
 * @param lsb called as an init script, where `status` must be spelled out as well.
 */
export const svCommand = (word: string, lsb: boolean): SvCommand | undefined => {
  if (lsb && word.startsWith('s') && word !== 'status') return own(WORDS, word);
  return own(WORDS, word) ?? own(LETTERS, word.charAt(0));
};
