import { closeSync, fstatSync, readSync, writeSync } from 'node:fs';
import { createExecute, keepBack, passOn, programFile } from './become.ts';
import { cString } from './c-strings.ts';
import * as libc from './libc.ts';
import { checked } from './system-call.ts';

const MFD_CLOEXEC = 1;

/** The descriptor of a file without a name that holds these bytes. Throws {@link SystemCallError}, or what write(2) throws. */
const inMemory = (bytes: Uint8Array): number => {
  const fd = checked(libc.memfd(cString('runstate handover'), MFD_CLOEXEC));
  for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
  return fd;
};

/** Reads what {@link becomeSuccessor} has left, and closes it. Throws the errors of fstat(2) and read(2). */
export const takeNote = (fd: number): Buffer => {
  const bytes = Buffer.alloc(fstatSync(fd).size);
  for (let at = 0; at < bytes.length; ) {
    const count = readSync(fd, bytes, at, bytes.length - at, at);
    if (count === 0) throw new Error('the note has become shorter');
    at += count;
  }
  closeSync(fd);
  return bytes;
};

/** Keeps descriptors from the programs that are started. */
export const holdBack = (descriptors: Iterable<number>): void => {
  for (const fd of descriptors) keepBack(fd);
};

/** What becomes of this process. */
export type Becoming = {
  /** Words for execve(2), one character a byte, the program's path first. */
  readonly argv: readonly string[];
  /** `NAME=value`, one character a byte. */
  readonly environment: readonly string[];
  /** The variable in which the note's descriptor is named. */
  readonly variable: string;
  readonly note: Uint8Array;
  /** What stays open. */
  readonly descriptors: Iterable<number>;
};

/**
 * Becomes another program: same process, same children, the descriptors open at every moment. Returns where that fails,
 * everything being as it was: the errno name. Throws what making the note throws.
 */
export const becomeSuccessor = ({ argv, environment, variable, note, descriptors }: Becoming): string => {
  const fd = inMemory(note);
  const become = createExecute(argv, [...environment, `${variable}=${fd}`]);
  const file = programFile(argv[0]!);
  const kept = [...descriptors, fd];
  for (const each of kept) passOn(each);
  const code = become(file);
  holdBack(kept);
  closeSync(fd);
  return code;
};
