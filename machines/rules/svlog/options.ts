import { type OptionLetters, type OptionProblem, readOptions } from '../getopt.ts';
import { leadingNumber } from '../leading-number.ts';

/** How svlogd was asked to log. */
export type SvlogdOptions = {
  /** How many `-t`: 0 no stamp, 1 TAI64N, 2 and 3 human-readable. */
  readonly stamp: 0 | 1 | 2 | 3;
  /** `-l`: bytes of a line that are matched, replaced, sent and alerted. */
  readonly length: number;
  /** `-b`. */
  readonly buffer: number;
  /** `-r`, `_` with `-R` alone: what stands for a byte that is replaced; undefined: nothing is. */
  readonly replacement: number | undefined;
  /** `-R`: bytes that are replaced besides those that cannot be printed. */
  readonly replaced: Uint8Array;
  readonly verbose: boolean;
  readonly directories: readonly string[];
};

/** Why the command line is no good. */
export type SvlogdProblem = OptionProblem | { readonly problem: 'version' | 'usage' };

type Draft = { -readonly [Key in keyof SvlogdOptions]: SvlogdOptions[Key] };

const DEFAULT_LENGTH = 1000;
const DEFAULT_BUFFER = 1024;
const UNDERSCORE = 0x5f;

/** A number; neither none nor 0 is one here. */
const numberOr = (text: string, otherwise: number): number => Number(leadingNumber(text)) || otherwise;

/** The bytes of an argument. */
type BytesOf = (text: string) => Uint8Array;

/** What stands for replaced bytes, or which; false: the argument is no good. */
const takeReplacement = (draft: Draft, option: string, bytes: Uint8Array): boolean => {
  if (option === 'r' && bytes.length !== 1) return false;
  if (option === 'r') draft.replacement = bytes[0]!;
  else {
    draft.replaced = bytes;
    draft.replacement ??= UNDERSCORE;
  }
  return true;
};

const SETTINGS: Readonly<Record<string, (draft: Draft, argument: string) => void>> = {
  t(draft) {
    draft.stamp = Math.min(draft.stamp + 1, 3) as SvlogdOptions['stamp'];
  },
  v(draft) {
    draft.verbose = true;
  },
  l(draft, argument) {
    draft.length = numberOr(argument, DEFAULT_LENGTH);
  },
  b(draft, argument) {
    draft.buffer = numberOr(argument, DEFAULT_BUFFER);
  },
};
const LETTERS: OptionLetters = { flags: 'tvV', withArgument: 'lbrR' };
const USAGE: SvlogdProblem = { problem: 'usage' };

/**
 * Reads svlogd's command line.
 *
 * @param bytesOf the bytes of an argument: `-r` takes one byte, not one character.
 */
export const svlogdOptions = (args: readonly string[], bytesOf: BytesOf): SvlogdOptions | SvlogdProblem => {
  const draft: Draft = {
    stamp: 0,
    length: DEFAULT_LENGTH,
    buffer: DEFAULT_BUFFER,
    replacement: undefined,
    replaced: new Uint8Array(0),
    verbose: false,
    directories: [],
  };
  const directories = readOptions<SvlogdProblem>(args, LETTERS, (option, argument) => {
    if (option === 'V') return { problem: 'version' };
    const setting = SETTINGS[option];
    if (!setting) return takeReplacement(draft, option, bytesOf(argument)) ? undefined : USAGE;
    setting(draft, argument);
    return undefined;
  });
  if (!Array.isArray(directories)) return directories;
  return draft.buffer <= draft.length || directories.length === 0 ? USAGE : { ...draft, directories };
};
