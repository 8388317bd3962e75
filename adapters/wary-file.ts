import { closeSync, constants, fstatSync, openSync, type Stats, unlinkSync } from 'node:fs';
import type { Directory } from './directory.ts';
import { readPart } from './plain-file.ts';
import { callFailure } from './system.ts';
import { isHeldOpenToOthers, isOpenToOthers } from './trust.ts';

/**
 * Files in directories where somebody else may write: `supervise` that was given to a service's user, a log directory of
 * the account that logs. What stands there under a name may have been put there to have us write to, or read, something
 * else: a symbolic link, another name of a foreign file, a FIFO that nobody reads, a file without end. Where nobody else
 * can have put it there it is what runit takes it for.
 */
const { O_RDONLY, O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK } = constants;

/** Closes what is not what it should be, and throws what `check` says of it. */
const checked = (fd: number, path: string, check: (seen: Stats) => string | undefined): number => {
  try {
    const refusal = check(fstatSync(fd));
    if (refusal === undefined) return fd;
    throw callFailure(refusal, 'open', path);
  } catch (error) {
    closeSync(fd);
    throw error;
  }
};

const notPlain = (seen: Stats): string | undefined => {
  if (seen.isDirectory()) return 'EISDIR';
  return seen.isFile() ? undefined : 'EINVAL';
};

const notAlone = (seen: Stats): string | undefined => notPlain(seen) ?? (seen.nlink > 1 ? 'EMLINK' : undefined);

/**
 * @param isOpen others may put names into its directory.
 * @param open opens it, with flags besides.
 */
const openedWarily = (isOpen: boolean, open: (more: number) => number, path: string): number =>
  isOpen ? checked(open(O_NOFOLLOW), path, notAlone) : open(0);

/**
 * Opens a file, and waits for nobody. Where somebody else may have put it there it must be regular, with that name only.
 *
 * @param flags of open(2), without O_TRUNC: nothing is to happen before it has been looked at.
 * @returns its descriptor. Throws the errors of open(2); EINVAL: it is no regular file; EMLINK: it has another name.
 */
export const openWarily = (path: string, flags: number, mode?: number): number =>
  openedWarily(isOpenToOthers(path), (more) => openSync(path, flags | O_NONBLOCK | more, mode), path);

/** As {@link openWarily}, by its name in a directory that is held. */
export const openWarilyIn = (directory: Directory, name: string, flags: number, mode?: number): number =>
  openedWarily(isHeldOpenToOthers(directory), (more) => directory.open(name, flags | O_NONBLOCK | more, mode), name);

/** Whatever has its name is in the way. */
const NEW = O_WRONLY | O_CREAT | O_EXCL | O_NONBLOCK;

const madeAnew = (make: () => number, path: string): number => {
  try {
    return make();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  unlinkSync(path);
  return make();
};

/** Makes a file that was not there before; what has its name is removed. Throws the errors of open(2) and unlink(2). */
export const createAnew = (path: string, mode: number): number => madeAnew(() => openSync(path, NEW, mode), path);

/** As {@link createAnew}, in a directory that is held. */
export const createAnewIn = (directory: Directory, name: string, mode: number): number =>
  madeAnew(() => directory.open(name, NEW, mode), `${directory.base}/${name}`);

/** What is in a file, and what it is. */
export type Contents = { readonly bytes: Buffer; readonly seen: Stats };

/** What the kernel makes when it is read has no size. */
const UNSIZED = 4096;

/**
 * Reads a file, a longer one not at all: EFBIG. Throws the errors of {@link openWarily}.
 *
 * @param most bytes.
 * @param follows symbolic links, wherever it is: whoever can put one there decides what we run anyway.
 */
export const readWarily = (path: string, most: number, follows = false): Contents => {
  const fd = follows ? checked(openSync(path, O_RDONLY | O_NONBLOCK), path, notPlain) : openWarily(path, O_RDONLY);
  try {
    const seen = fstatSync(fd);
    if (seen.size > most) throw callFailure('EFBIG', 'open', path);
    return { bytes: readPart(fd, 0, Math.min(most, Math.max(seen.size, UNSIZED))), seen };
  } finally {
    closeSync(fd);
  }
};
