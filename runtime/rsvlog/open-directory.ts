import { fstatSync, mkdirSync, readdirSync } from 'node:fs';
import { isClosed, isTrusted } from '../../adapters/trust.ts';
import { hold, type Link, nameOf, walk, within } from '../../adapters/walk.ts';
import { Fatal } from '../fatal.ts';

/** A directory that is held open: what is done through its descriptor is done to no other. */
export type Directory = {
  readonly fd: number;
  /** It was made just now, is ours and empty. */
  readonly isNew: boolean;
};

/** Makes a directory; false where another logger was sooner. */
const make = (path: string | Buffer): boolean => {
  try {
    mkdirSync(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  }
};

/** Whoever may write to the directory that it is in may have put another one in its place. */
const isAsMade = (fd: number): boolean => {
  const seen = fstatSync(fd);
  return seen.isDirectory() && seen.uid === process.geteuid?.() && readdirSync(within(fd)).length === 0;
};

/** What has this name in a directory; with `mayMake` a new directory where there is nothing. */
const enter = (fd: number, name: string, mayMake: boolean): Directory => {
  try {
    return { fd: hold(within(fd, name)), isNew: false };
  } catch (error) {
    if (!mayMake || (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const isMade = make(within(fd, name));
  const next = hold(within(fd, name));
  return { fd: next, isNew: isMade && isAsMade(next) };
};

type Options = {
  /** Makes what is not there. */
  readonly mayMake?: boolean;
  /** Links at the start are followed: who may put them there decides what we run anyway. */
  readonly isHome?: boolean;
};

/** Whether a link is followed: the superuser follows none that somebody else may have put there. */
const mayFollow = ({ directory, uid }: Link): boolean =>
  process.geteuid?.() !== 0 || (isTrusted(uid) && isClosed(fstatSync(directory)));

/**
 * Opens a directory. The superuser follows no symbolic link on the way to it that somebody else may have put there.
 *
 * @param start where the way begins, unless it begins with a slash.
 */
export const openDirectory = (
  start: string,
  path: string,
  { mayMake = false, isHome = false }: Options = {},
): Directory => {
  let [places, isNew] = [0, false];
  const fd = walk(start, path, {
    enter: (directory, name) => {
      const next = enter(directory, name, mayMake);
      isNew = next.isNew;
      return next.fd;
    },
    followed: (link) => {
      const isAtStart = isHome && places === 1 && !path.startsWith('/');
      if (!isAtStart && !mayFollow(link))
        throw new Fatal(
          `unable to follow ${nameOf(link.directory)}/${link.name}: somebody else may have put that symbolic link there`,
        );
    },
    passed: () => {
      places += 1;
    },
  });
  return { fd, isNew };
};
