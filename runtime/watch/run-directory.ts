import { lstatSync, mkdirSync, type Stats } from 'node:fs';
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

/** Of group and others. A sticky bit does not help: who may write may put a socket there that looks like ours. */
const OTHERS_WRITE = 0o022;

/** What is wrong with a directory that somebody else may have put there; undefined: it is a directory of ours. */
const distrust = (found: Stats, uid: number): string | undefined => {
  if (found.isSymbolicLink()) return 'it is a symbolic link';
  if (!found.isDirectory()) return 'it is no directory';
  if (found.uid !== uid) return `it belongs to user ${found.uid}`;
  return (found.mode & OTHERS_WRITE) === 0 ? undefined : 'others may write to it';
};

const statOf = (path: string): Stats => {
  try {
    return lstatSync(path);
  } catch (error) {
    throw new RunDirectoryError(`unable to stat ${path}: ${errnoText(codeOf(error))}`);
  }
};

const trusted = (path: string, uid: number): void => {
  const reason = distrust(statOf(path), uid);
  if (reason !== undefined) throw new RunDirectoryError(`unable to use ${path}: ${reason}`);
};

/**
 * Makes the directory for sockets where it is missing, for nobody else. One that is there already is left as it is.
 *
 * Throws {@link RunDirectoryError} where it cannot be made, was put there by somebody else (in /tmp anybody can), or
 * others may write to it.
 */
export const makeRunDirectory = (path: string, uid: number): void => {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw new RunDirectoryError(`unable to mkdir ${path}: ${errnoText(codeOf(error))}`);
  }
  trusted(path, uid);
};

/** Whether a client may believe what answers in there. Throws {@link RunDirectoryError} where it may not. */
export const hasRunDirectory = (path: string, uid: number): boolean => {
  if (!lstatSync(path, { throwIfNoEntry: false })) return false;
  trusted(path, uid);
  return true;
};
