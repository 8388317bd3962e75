import { basename } from 'node:path';
import { writeText } from '../../adapters/standard-output.ts';
import { errnoText } from '../../machines/rules/errno-text.ts';
import { printable } from '../demo/words.ts';
import { serviceOf } from './actor-path.ts';
import { type Found, findSupervisor } from './find-supervisor.ts';
import { identityOf, isSame } from './identity.ts';
import type { ActorPath } from './messages.ts';
import { actorOf, directoryOf, homeOf } from './names.ts';
import type { WatchOptions } from './options.ts';
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

const find = async ({ directory, services }: Asked): Promise<Found> => {
  try {
    return await findSupervisor(directoryOf(directory, services), (usual) => homeOf(services, usual));
  } catch (error) {
    if (error instanceof RunDirectoryError) throw new CannotTell(`${error.message}: nobody in there is believed`);
    throw error;
  }
};

type Asked = Pick<WatchOptions, 'directory' | 'services'>;

/**
 * Does something with the supervisor of a directory, if there is one that can be asked; whatever keeps it from that ends
 * the command.
 *
 * @param what is attempted, for the message: `unable to WHAT: DIRECTORY: reason`.
 * @param asked services, which may name the directory.
 * @returns the exit code.
 */
export const ask = async (
  what: string,
  asked: Asked,
  complain: (reason: string) => void,
  act: (found: Found) => Promise<number>,
): Promise<number> => {
  let found: Found | undefined;
  try {
    found = await find(asked);
    return await act(found);
  } catch (error) {
    const where = found?.directory ?? directoryOf(asked.directory, asked.services);
    complain(printable(`unable to ${what}: ${where === undefined ? '' : `${where}: `}${reasonOf(error)}`));
    return FATAL;
  } finally {
    found?.connection?.close();
  }
};

/** Said where only a supervisor could answer. */
export const NOBODY =
  'no supervisor that records can be asked (C runit has none, nor where RUNSTATE_HISTORY=0; is it yours?)';

/** Where the directory of a service is, whatever its supervisor calls it. */
export const placeOf = ({ directory, connection }: Found, name: string): string => {
  const hello = connection?.hello;
  const isAlone = hello?.program === 'runsv' && basename(hello.directory) === name;
  return isAlone ? hello.directory : `${directory}/${name}`;
};

/** The actor that a word means. Throws {@link CannotTell} where there is no such service. */
export const meant = (word: string, found: Found): ActorPath => {
  const { directory, connection } = found;
  const actor = actorOf(word, directory);
  if (actor === undefined) throw new CannotTell(`there is no service ${word}`);
  const root = serviceOf(actor);
  const hello = connection?.hello;
  const isAlone = hello?.program === 'runsv' && isSame(identityOf(hello.directory), identityOf(`${directory}/${root}`));
  // A runsv that has the service to itself knows it by the name that it was given.
  return isAlone ? `${basename(hello.directory)}${actor.slice(root.length)}` : actor;
};

/** Throws {@link CannotTell}: nobody knows of an actor; says whether there is such a service at all. */
export const unknown = (word: string, actor: ActorPath, found: Found): never => {
  const isThere = identityOf(placeOf(found, serviceOf(actor))) !== undefined;
  const pid = found.connection?.hello.pid;
  if (!isThere || actor.includes('/')) throw new CannotTell(`there is no service ${word}`);
  throw new CannotTell(`the supervisor (pid ${pid}) has recorded nothing of ${word}`);
};
