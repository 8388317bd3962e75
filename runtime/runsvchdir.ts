import { type BigIntStats, lstatSync, readlinkSync, renameSync, statSync, symlinkSync, unlinkSync } from 'node:fs';
import { toPath } from '../adapters/bytes.ts';
import { writeText } from '../adapters/standard-output.ts';
import { codeOf } from '../adapters/system.ts';
import { errnoText } from '../machines/rules/errno-text.ts';
import { attempt, Fatal } from './fatal.ts';

/** Where services directories are, and, to runit, the links to them. */
const BASE = '/etc/runit/runsvdir';
/** Where Void keeps the links. */
const VOID = '/run/runit/runsvdir';

const USAGE_CODE = 1;
const FATAL_CODE = 111;

const isThere = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;

/** Where links are made, and what is put before the name of a directory that is searched. */
type Place = { readonly links: string; readonly prefix: string };

/** `RUNSVDIR`, as in runit 2.3.0; else Void's place where only that is in use. */
const placeOf = ({ RUNSVDIR }: NodeJS.ProcessEnv): Place => {
  if (RUNSVDIR) return { links: RUNSVDIR, prefix: '' };
  const isVoid = !isThere(`${BASE}/current`) && isThere(`${VOID}/current`);
  return isVoid ? { links: VOID, prefix: `${BASE}/` } : { links: BASE, prefix: '' };
};

const directoryAt = (directory: string, path: string | Buffer): BigIntStats => {
  const seen = attempt(`unable to stat: ${directory}`, () => statSync(path, { bigint: true }), 'ENOENT');
  if (!seen) throw new Fatal(`${directory}: file does not exist`);
  // runit puts nothing between the two.
  if (!seen.isDirectory()) throw new Fatal(`${directory}not a directory.`);
  return seen;
};

/**
 * Has `previous` lead where `current` does. runit moves the link, and nothing is `current` until the new one is there;
 * who is killed in between leaves a system without services. A directory can only be moved.
 */
const keepPrevious = (): void => {
  attempt('unable to unlink: previous', () => unlinkSync('previous'), 'ENOENT');
  attempt('unable to copy: current to previous', () => {
    if (lstatSync('current').isSymbolicLink()) symlinkSync(readlinkSync('current', 'buffer'), 'previous');
    else renameSync('current', 'previous');
  });
};

/** Puts a directory that was moved back where the new link cannot take its place. */
const replaceCurrent = (): void => {
  try {
    renameSync('current.new', 'current');
  } catch (error) {
    if (!isThere('current'))
      attempt('unable to move previous back to current', () => renameSync('previous', 'current'));
    throw new Fatal(`unable to move: current.new to current: ${errnoText(codeOf(error))}`);
  }
};

/** Makes `current` lead to a directory; false: it does already. */
const change = (directory: string): boolean => {
  if (directory.startsWith('.')) throw new Fatal(`${directory}: must not start with a dot.`);
  const { links, prefix } = placeOf(process.env);
  attempt(`unable to chdir: ${links}`, () => process.chdir(links));
  const target = toPath(directory.startsWith('/') ? directory : prefix + directory);
  const wanted = directoryAt(directory, target);
  const current = attempt('unable to stat: current', () => statSync('current', { bigint: true }));
  if (current.ino === wanted.ino && current.dev === wanted.dev) return false;
  attempt('unable to unlink: current.new', () => unlinkSync('current.new'), 'ENOENT');
  attempt(`unable to create: current.new -> ${directory}`, () => symlinkSync(target, 'current.new'));
  keepPrevious();
  replaceCurrent();
  return true;
};

/**
 * runsvchdir: switches the services directory of runsvdir to another one. A name that does not start with a slash is
 * searched in `/etc/runit/runsvdir`, or in `$RUNSVDIR`.
 *
 * @returns the exit code.
 */
export const runRunsvchdir = (argv0: string, directory: string | undefined): number => {
  if (directory === undefined) {
    writeText(2, `usage: ${argv0} dir\n\n`);
    return USAGE_CODE;
  }
  try {
    writeText(1, `runsvchdir: ${directory}: ${change(directory) ? 'now ' : ''}current.\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof Fatal)) throw error;
    writeText(2, `${argv0}: fatal: ${error.message}\n`);
    return FATAL_CODE;
  }
};
