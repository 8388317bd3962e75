import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { hold } from './walk.ts';

/** A regular file that is open to be read. */
export type PlainFile = { readonly fd: number; readonly seen: Stats };

/**
 * Opens what is held, if it is a regular file: undefined where it is something else. A FIFO is not waited for, and no
 * device opened, not even where one is put there at the same time.
 */
const reopen = (held: number): PlainFile | undefined => {
  if (!fstatSync(held).isFile()) return undefined;
  const fd = openSync(`/proc/self/fd/${held}`, constants.O_RDONLY | constants.O_NONBLOCK);
  return { fd, seen: fstatSync(fd) };
};

/** Opens a regular file that is no symbolic link; undefined: it is something else. Throws the errors of open(2). */
export const openPlain = (path: string | Buffer): PlainFile | undefined => {
  const held = hold(path);
  try {
    return reopen(held);
  } finally {
    closeSync(held);
  }
};

/** What is in a file from somewhere on: so many bytes at most. */
export const readPart = (fd: number, from: number, most: number): Buffer => {
  const bytes = Buffer.alloc(most);
  return bytes.subarray(0, readSync(fd, bytes, 0, most, from));
};
