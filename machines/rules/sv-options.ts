import { type OptionProblem, readOptions } from './getopt.ts';
import { leadingNumber } from './leading-number.ts';

/** What stands before the command word. */
export type SvOptions = {
  /** -v or -w: wait and report. */
  readonly verbose: boolean;
  /** Argument of the last -w. */
  readonly wait: string | undefined;
  /** The command word and what follows it. */
  readonly operands: readonly string[];
};

/** Why the command line is no good. */
export type SvOptionProblem = OptionProblem | { readonly problem: 'version' };

/** Reads the options before the command word. */
export const svOptions = (args: readonly string[]): SvOptions | SvOptionProblem => {
  let verbose = false;
  let wait: string | undefined;
  const operands = readOptions<SvOptionProblem>(args, { flags: 'vV', withArgument: 'w' }, (option, argument) => {
    if (option === 'V') return { problem: 'version' };
    verbose = true;
    if (option === 'w') wait = argument;
    return undefined;
  });
  return Array.isArray(operands) ? { verbose, wait, operands } : operands;
};

/** Seconds that a word stands for. */
export const leadingSeconds = (word: string): number => Number(leadingNumber(word));
