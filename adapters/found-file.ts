import { accessSync, constants, lstatSync, readlinkSync, type Stats, statSync } from 'node:fs';
import { fromBytes, toPath } from './bytes.ts';

/** What stands at a path, symbolic links followed. */
export type FoundFile = {
  readonly path: string;
  readonly kind: 'file' | 'directory' | 'fifo' | 'other' | 'dangling';
  /** Permission bits. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Where a symbolic link leads, as it is written. */
  readonly target: string | undefined;
  /** Whether we may write to it. */
  readonly isWritable: boolean;
};

const kindOf = (seen: Stats | undefined): FoundFile['kind'] => {
  if (seen === undefined) return 'dangling';
  if (seen.isFile()) return 'file';
  if (seen.isDirectory()) return 'directory';
  return seen.isFIFO() ? 'fifo' : 'other';
};

const isWritable = (path: string): boolean => {
  try {
    accessSync(toPath(path), constants.W_OK);
    return true;
  } catch {
    return false;
  }
};

const ownStats = (path: string): Stats | undefined => {
  try {
    return lstatSync(toPath(path), { throwIfNoEntry: false });
  } catch (error) {
    // Below a file there is nothing.
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return undefined;
    throw error;
  }
};

/** Looks at a path; undefined: nothing is there. Throws the errors of stat(2), but not where a link leads nowhere. */
export const lookAt = (path: string): FoundFile | undefined => {
  const own = ownStats(path);
  if (!own) return undefined;
  const isLink = own.isSymbolicLink();
  const target = isLink ? fromBytes(readlinkSync(toPath(path), 'buffer')) : undefined;
  const seen = isLink ? statSync(toPath(path), { throwIfNoEntry: false }) : own;
  const { mode, uid, gid } = seen ?? own;
  return { path, kind: kindOf(seen), mode: mode & 0o7777, uid, gid, target, isWritable: isWritable(path) };
};
