import { chmodSync, lstatSync, mkdirSync, type Stats } from 'node:fs';
import { codeOf } from '../../adapters/system.ts';
import { errnoText } from '../../machines/rules/errno-text.ts';

/** Why sockets cannot be in a directory, in words for the person in charge. */
export class RunDirectoryError extends Error {}

/**
 * Where supervisors have their sockets: `RUNSTATE_RUN`; else `runstate` under /run for root, or in `XDG_RUNTIME_DIR`;
 * else /tmp/runstate-UID.
 */
export const runDirectoryPath = (environment: NodeJS.ProcessEnv, uid: number): string => {
  if (environment.RUNSTATE_RUN) return environment.RUNSTATE_RUN;
  if (uid === 0) return '/run/runstate';
  return environment.XDG_RUNTIME_DIR ? `${environment.XDG_RUNTIME_DIR}/runstate` : `/tmp/runstate-${uid}`;
};

/** What is wrong with a directory that somebody else may have put there; undefined: it is a directory of ours. */
const distrust = (found: Stats, uid: number): string | undefined => {
  if (found.isSymbolicLink()) return 'it is a symbolic link';
  if (!found.isDirectory()) return 'it is no directory';
  return found.uid === uid ? undefined : `it belongs to user ${found.uid}`;
};

const attempt = <T>(path: string, what: string, act: () => T): T => {
  try {
    return act();
  } catch (error) {
    throw new RunDirectoryError(`unable to ${what} ${path}: ${errnoText(codeOf(error))}`);
  }
};

const trusted = (path: string, uid: number): Stats => {
  const found = attempt(path, 'stat', () => lstatSync(path));
  const reason = distrust(found, uid);
  if (reason !== undefined) throw new RunDirectoryError(`unable to use ${path}: ${reason}`);
  return found;
};

/**
 * Makes the directory for sockets where it is missing, and sees that nobody else can get at what is in it.
 *
 * Throws {@link RunDirectoryError} where it cannot be made, or was put there by somebody else: in /tmp anybody can.
 */
export const makeRunDirectory = (path: string, uid: number): void => {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw new RunDirectoryError(`unable to mkdir ${path}: ${errnoText(codeOf(error))}`);
  }
  if ((trusted(path, uid).mode & 0o077) !== 0) attempt(path, 'chmod', () => chmodSync(path, 0o700));
};

/** Whether a client may believe what answers in there. Throws {@link RunDirectoryError} where it may not. */
export const hasRunDirectory = (path: string, uid: number): boolean => {
  if (!lstatSync(path, { throwIfNoEntry: false })) return false;
  trusted(path, uid);
  return true;
};
