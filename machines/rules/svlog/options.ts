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
export type SvlogdProblem =
  | { readonly problem: 'illegal' | 'argument'; readonly option: string }
  | { readonly problem: 'version' | 'usage' };

type Draft = { -readonly [Key in keyof SvlogdOptions]: SvlogdOptions[Key] };

const DEFAULT_LENGTH = 1000;
const DEFAULT_BUFFER = 1024;
const UNDERSCORE = 0x5f;

/** Leading digits; neither none nor 0 is a number here. */
const numberOr = (text: string, otherwise: number): number =>
  Number(BigInt.asUintN(64, BigInt(/^\d*/.exec(text)![0] || '0'))) || otherwise;

/** The bytes of an argument. */
type BytesOf = (text: string) => Uint8Array;

/** Takes an option with an argument; false: the argument is no good. */
const take = (draft: Draft, option: string, argument: string, bytesOf: BytesOf): boolean => {
  if (option === 'l') draft.length = numberOr(argument, DEFAULT_LENGTH);
  else if (option === 'b') draft.buffer = numberOr(argument, DEFAULT_BUFFER);
  else {
    const bytes = bytesOf(argument);
    if (option === 'r' && bytes.length !== 1) return false;
    if (option === 'r') draft.replacement = bytes[0]!;
    else {
      draft.replaced = bytes;
      draft.replacement ??= UNDERSCORE;
    }
  }
  return true;
};

const FLAGS: Readonly<Record<string, (draft: Draft) => void>> = {
  t(draft) {
    draft.stamp = Math.min(draft.stamp + 1, 3) as SvlogdOptions['stamp'];
  },
  v(draft) {
    draft.verbose = true;
  },
};
const WITH_ARGUMENT = 'lbrR';

/** As {@link take}; what is wrong, if anything is. */
const takeOrComplain = (
  draft: Draft,
  option: string,
  argument: string | undefined,
  bytesOf: BytesOf,
): SvlogdProblem | undefined => {
  if (argument === undefined) return { problem: 'argument', option };
  return take(draft, option, argument, bytesOf) ? undefined : { problem: 'usage' };
};

/** The options of one word; returns how many words were used up, or what is wrong. */
const readWord = (draft: Draft, word: string, next: string | undefined, bytesOf: BytesOf): number | SvlogdProblem => {
  for (let at = 1; at < word.length; ) {
    const option = String.fromCodePoint(word.codePointAt(at)!);
    at += option.length;
    if (WITH_ARGUMENT.includes(option)) {
      const problem = takeOrComplain(draft, option, word.slice(at) || next, bytesOf);
      return problem ?? (at < word.length ? 1 : 2);
    }
    if (option === 'V') return { problem: 'version' };
    const set = FLAGS[option];
    if (!set) return { problem: 'illegal', option };
    set(draft);
  }
  return 1;
};

/**
 * Reads the command line as svlogd does: options bundled, only before the directories; the first problem counts.
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
  let at = 0;
  while (at < args.length) {
    const word = args[at]!;
    if (word[0] !== '-' || word === '-') break;
    if (word[1] === '-') {
      at += 1;
      break;
    }
    const used = readWord(draft, word, args[at + 1], bytesOf);
    if (typeof used !== 'number') return used;
    at += used;
  }
  draft.directories = args.slice(at);
  return draft.buffer <= draft.length || draft.directories.length === 0 ? { problem: 'usage' } : draft;
};
