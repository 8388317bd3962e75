import { writeText } from '../../adapters/standard-output.ts';
import { errnoText } from '../../machines/rules/errno-text.ts';
import { printable } from '../demo/words.ts';
import { type Found, findSupervisor } from './find-supervisor.ts';
import { RunDirectoryError } from './run-directory.ts';

/** Exit code of a command that cannot do what it is there for, as in runit. */
export const FATAL = 111;

/** Why a command cannot go on, in words for whoever called it. */
export class CannotTell extends Error {}

/** A line on standard error. */
export const warn = (text: string): void => writeText(2, `runstate: warning: ${printable(text)}\n`);

const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as NodeJS.ErrnoException;
  return code === undefined ? error.message : errnoText(code);
};

const find = async (directory: string | undefined): Promise<Found> => {
  try {
    return await findSupervisor(directory);
  } catch (error) {
    if (error instanceof RunDirectoryError) throw new CannotTell(`${error.message}: nobody in there is believed`);
    throw error;
  }
};

/**
 * Does something with the supervisor of a directory, if there is one that can be asked; whatever keeps it from that ends
 * the command.
 *
 * @param what is attempted, for the message: `unable to WHAT: DIRECTORY: reason`.
 * @returns the exit code.
 */
export const ask = async (
  what: string,
  directory: string | undefined,
  complain: (reason: string) => void,
  act: (found: Found) => Promise<number>,
): Promise<number> => {
  let found: Found | undefined;
  try {
    found = await find(directory);
    return await act(found);
  } catch (error) {
    const where = found?.directory ?? directory;
    complain(printable(`unable to ${what}: ${where === undefined ? '' : `${where}: `}${reasonOf(error)}`));
    return FATAL;
  } finally {
    found?.connection?.close();
  }
};

/** Said where only a supervisor could answer. */
export const NOBODY =
  'no supervisor that records can be asked (C runit has none, nor where RUNSTATE_HISTORY=0; is it yours?)';
