import { accessSync, constants, lstatSync, mkdirSync, statSync, symlinkSync, unlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Ids } from '../../adapters/accounts.ts';
import { toPath } from '../../adapters/bytes.ts';
import type { LogPlan } from '../../machines/rules/rsvlog.ts';
import { attempt } from '../fatal.ts';
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

const linkNames = (root: string, directory: string, alias: string): void => {
  if (directory !== './') linkOnce(root, 'main/current', 'current');
  if (alias !== '') linkOnce(`${root}${directory}/`, 'current', alias);
};

/** Makes a directory and those above it. Node's own way of doing so never ends where one above cannot be made. */
const makeDirectory = (path: string): void => {
  if (isDirectory(path)) return;
  const above = dirname(path);
  if (above !== path) makeDirectory(above);
  try {
    mkdirSync(toPath(path));
  } catch (error) {
    // Another logger may have been sooner.
    if (!isDirectory(path)) throw error;
  }
};

/** Makes the directory; false where it cannot be made, or written to. */
const makeTarget = (path: string): boolean => {
  try {
    makeDirectory(path);
    accessSync(toPath(path), constants.W_OK);
    return true;
  } catch {
    return false;
  }
};

const linkMain = (root: string, target: string): void => {
  attempt('unable to unlink main', () => unlinkSync(toPath(`${root}main`)), 'ENOENT');
  attempt(`unable to link main to ${target}`, () => symlinkSync(toPath(target), toPath(`${root}main`)));
};

/**
 * Prepares a log service's directory: `main`, where it is no directory yet, becomes a link to the directory of the logs,
 * `current` one to what is in there. Where no such directory can be had, the logs are put into the log service's own.
 *
 * @param root prefix of paths in the log service's directory.
 * @param owner whom the logs are to belong to; undefined: us.
 */
export const prepareLog = (root: string, { target, alias }: FilesPlan, owner?: Ids): Prepared => {
  const path = target.startsWith('/') ? target : root + target;
  const isKept = isDirectory(`${root}main`);
  if (!isKept && !makeTarget(path)) {
    linkNames(root, './', alias);
    return { directory: './', shown: 'the directory of the log service' };
  }
  if (!isKept) linkMain(root, target);
  linkNames(root, './main', alias);
  if (owner) attempt(`unable to give ${target} to its owner`, () => giveDirectory(toPath(`${root}main`), owner));
  return { directory: './main', shown: isKept ? './main' : target };
};
