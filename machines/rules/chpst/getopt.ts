import type { Problem } from './request.ts';

/** What an option does; a problem ends the reading. */
export type Take = (option: string, argument: string) => Problem | undefined;

/** Options of a program: letters without and with an argument. */
export type OptionLetters = { readonly flags: string; readonly withArgument: string };

/** Reads the options of one word; returns how many words were used up. */
const readWord = (
  word: string,
  next: string | undefined,
  { flags, withArgument }: OptionLetters,
  take: Take,
): number | Problem => {
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
 * Reads options as runit does: bundled, only before the program; every word that begins with `--` ends them. The first
 * problem counts.
 *
 * @returns the words behind the options.
 */
export const readOptions = (args: readonly string[], letters: OptionLetters, take: Take): string[] | Problem => {
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
