/** What stands before the command word. */
export type SvOptions = {
  /** -v or -w: wait and report. */
  readonly verbose: boolean;
  /** Argument of the last -w. */
  readonly wait: string | undefined;
  /** The command word and what follows it. */
  readonly operands: readonly string[];
};

/** Why the command line is no good; `option` is one character. */
export type SvOptionProblem =
  | { readonly problem: 'illegal' | 'argument'; readonly option: string }
  | { readonly problem: 'version' };

/** The options of one word: goes on with the rest of the word as long as an option takes no argument. */
const readWord = (word: string, next: string | undefined): Partial<SvOptions> | SvOptionProblem => {
  let verbose = false;
  for (let at = 1; at < word.length; ) {
    const option = String.fromCodePoint(word.codePointAt(at)!);
    at += option.length;
    if (option === 'V') return { problem: 'version' };
    if (option === 'w') {
      const argument = word.slice(at) || next;
      return argument === undefined ? { problem: 'argument', option } : { verbose: true, wait: argument };
    }
    if (option !== 'v') return { problem: 'illegal', option };
    verbose = true;
  }
  return { verbose };
};

/** An option's argument is the next word where the word ends with it: `-w 3`, `-vw 3`, but `-w3`. */
const takesNext = (word: string): boolean => /^-v*w$/.test(word);

/**
 * Reads options as runit does: bundled, only before the command word, and every word that begins with `--` ends them.
 * The first problem counts.
 */
export const svOptions = (args: readonly string[]): SvOptions | SvOptionProblem => {
  let verbose = false;
  let wait: string | undefined;
  let at = 0;
  while (at < args.length) {
    const word = args[at]!;
    if (word[0] !== '-' || word === '-') break;
    at += 1;
    if (word[1] === '-') break;
    const read = readWord(word, args[at]);
    if ('problem' in read) return read;
    verbose ||= read.verbose === true;
    wait = read.wait ?? wait;
    if (takesNext(word)) at += 1;
  }
  return { verbose, wait, operands: args.slice(at) };
};

/** Seconds that a word stands for: its leading decimal digits, 0 where there are none, modulo 2^64 as in C. */
export const leadingSeconds = (word: string): number =>
  Number(BigInt.asUintN(64, BigInt(/^\d*/.exec(word)?.[0] || '0')));
