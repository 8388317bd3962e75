import {
  closeSync,
  lstatSync,
  openSync,
  readSync,
  realpathSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { resolve } from 'node:path';
import { calledBy } from '../installation.ts';

/** How every launcher begins, in the package and where `install` has written one. */
const LAUNCHER = /^#!\/bin\/sh\n# [a-z-]+, of runstate[:,]/;
const BEGINNING = 100;

const beginningOf = (path: string): string => {
  const fd = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(BEGINNING);
    return bytes.toString('latin1', 0, readSync(fd, bytes));
  } finally {
    closeSync(fd);
  }
};

/** The single executable itself, or Node. */
const isThisProgram = (path: string): boolean => realpathSync(path) === realpathSync(process.execPath);

const exists = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;

/** Whether something has this name that is no program of runstate's. */
export const isForeign = (path: string): boolean => {
  if (!exists(path)) return false;
  try {
    return !isThisProgram(path) && !LAUNCHER.test(beginningOf(path));
  } catch {
    // A link into nowhere, or nothing that we may read.
    return true;
  }
};

/** Has a program called by its name in a directory, whose links are resolved; at no moment is nothing there. */
export const callable = (name: string, directory: string): void => {
  const path = `${directory}/${name}`;
  const what = calledBy(name, directory);
  // The executable may lie there itself, or the directory be the package's own.
  if (path === process.execPath || ('link' in what && resolve(directory, what.link) === path)) return;
  const made = `${directory}/.${name}.${process.pid}`;
  if ('link' in what) symlinkSync(what.link, made);
  else writeFileSync(made, what.script, { mode: 0o755 });
  renameSync(made, path);
};
