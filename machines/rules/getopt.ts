/** An option that a program does not know, or that lacks its argument. */
export type OptionProblem = { readonly problem: 'illegal' | 'argument'; readonly option: string };

/** What an option does; a problem ends the reading. */
export type Take<Problem> = (option: string, argument: string) => Problem | undefined;

/** Options of a program: letters without and with an argument. */
export type OptionLetters = { readonly flags: string; readonly withArgument: string };

/** Reads the options of one word; returns how many words were used up. */
const readWord = <Problem>(
  word: string,
  next: string | undefined,
  { flags, withArgument }: OptionLetters,
  take: Take<Problem>,
): number | Problem | OptionProblem => {
  for (let at = 1; at < word.length; ) {
    const option = String.fromCodePoint(word.codePointAt(at)!);
    at += option.length;
    if (withArgument.includes(option)) {
      const argument = word.slice(at) || next;
      if (argument === undefined) return { problem: 'argument', option };
      return take(option, argument) ?? (at < word.length ? 1 : 2);
    }
    if (!flags.includes(option)) return { problem: 'illegal', option };
    const problem = take(option, '');
    if (problem) return problem;
  }
  return 1;
};

/**
 * Reads options as runit does: bundled, only before the operands; every word that begins with `--` ends them. The first
 * problem counts.
 *
 * @returns the words behind the options.
 */
export const readOptions = <Problem>(
  args: readonly string[],
  letters: OptionLetters,
  take: Take<Problem>,
): string[] | Problem | OptionProblem => {
  let at = 0;
  while (at < args.length) {
    const word = args[at]!;
    if (word[0] !== '-' || word === '-') break;
    if (word[1] === '-') {
      at += 1;
      break;
    }
    const used = readWord(word, args[at + 1], letters, take);
    if (typeof used !== 'number') return used;
    at += used;
  }
  return args.slice(at);
};
