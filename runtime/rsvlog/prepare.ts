import { accessSync, closeSync, constants, lstatSync, statSync, symlinkSync, unlinkSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Ids } from '../../adapters/accounts.ts';
import { toPath } from '../../adapters/bytes.ts';
import { within } from '../../adapters/walk.ts';
import type { LogPlan } from '../../machines/rules/rsvlog.ts';
import { attempt, Fatal } from '../fatal.ts';
import { type Directory, openDirectory } from './open-directory.ts';
import { giveDirectory } from './ownership.ts';

type FilesPlan = Extract<LogPlan, { type: 'files' }>;

/** Where lines are going to be. */
export type Prepared = {
  /** svlogd's argument. */
  readonly directory: './main' | './';
  /** The same in words. */
  readonly shown: string;
};

const isDirectory = (path: string): boolean =>
  statSync(toPath(path), { throwIfNoEntry: false })?.isDirectory() ?? false;
const isThere = (path: string): boolean => lstatSync(toPath(path), { throwIfNoEntry: false }) !== undefined;

/** Makes a link unless there is something of its name: a link that leads nowhere yet is one. */
const linkOnce = (root: string, target: string, name: string): void => {
  if (isThere(root + name)) return;
  attempt(`unable to link ${name} to ${target}`, () => symlinkSync(toPath(target), toPath(root + name)));
};

/** Links a second name for the log, in the directory of the logs. */
const linkAlias = ({ fd }: Directory, alias: string): void =>
  attempt(`unable to link ${alias} to current`, () => {
    const above = openDirectory(`/proc/self/fd/${fd}/`, dirname(`./${alias}`));
    try {
      const path = within(above.fd, basename(alias));
      if (!lstatSync(path, { throwIfNoEntry: false })) symlinkSync('current', path);
    } finally {
      closeSync(above.fd);
    }
  });

/** Opens the directory, made where it is not there; undefined where it cannot be made, or written to. */
const makeTarget = (root: string, target: string): Directory | undefined => {
  let made: Directory | undefined;
  try {
    made = openDirectory(root, target, { mayMake: true, isHome: true });
    accessSync(within(made.fd), constants.W_OK);
    return made;
  } catch (error) {
    if (made) closeSync(made.fd);
    if (error instanceof Fatal) throw error;
    return undefined;
  }
};

const linkMain = (root: string, target: string): void => {
  attempt('unable to unlink main', () => unlinkSync(toPath(`${root}main`)), 'ENOENT');
  attempt(`unable to link main to ${target}`, () => symlinkSync(toPath(target), toPath(`${root}main`)));
};

/** The directory that `main` is, or leads to; undefined: none. */
const keptMain = (root: string): Directory | undefined =>
  isDirectory(`${root}main`)
    ? attempt('unable to open main', () => openDirectory(root, 'main', { isHome: true }))
    : undefined;

/**
 * Prepares a log service's directory: `main`, where it is no directory yet, becomes a link to the directory of the logs,
 * `current` one to what is in there. Where no such directory can be had, the logs are put into the log service's own.
 *
 * @param root prefix of paths in the log service's directory.
 * @param owner whom the logs are to belong to; undefined: us.
 */
export const prepareLog = (root: string, { target, alias }: FilesPlan, owner?: Ids): Prepared => {
  const kept = keptMain(root);
  const logs = kept ?? makeTarget(root, target);
  if (!logs) {
    if (alias !== '') linkOnce(root, 'current', alias);
    return { directory: './', shown: 'the directory of the log service' };
  }
  try {
    if (owner) attempt(`unable to give ${target} to its owner`, () => giveDirectory(logs, owner));
    if (!kept) linkMain(root, target);
    linkOnce(root, 'main/current', 'current');
    if (alias !== '') linkAlias(logs, alias);
  } finally {
    closeSync(logs.fd);
  }
  return { directory: './main', shown: kept ? './main' : target };
};
