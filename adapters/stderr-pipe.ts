import { closeSync, constants, openSync } from 'node:fs';
import { Socket } from 'node:net';
import * as libc from './libc.ts';

const O_CLOEXEC = 0o2000000;
const STDERR = 2;

/**
 * Puts a pipe behind some of our descriptors, so that what this program and all its children say there is read here.
 *
 * The reader gets a description of its own that does not block; the writers' side does. With runit all share one that
 * does not, and what a burst says is lost to EAGAIN.
 *
 * @param heard a chunk of what was said.
 * @returns the reader's descriptor, or the errno name of what failed.
 */
export const readOwn = (descriptors: readonly number[], heard: (chunk: Buffer) => void): number | string => {
  const fds = new Int32Array(2);
  if (libc.pipe2(fds, O_CLOEXEC) !== 0) return libc.errno();
  const reader = openSync(`/proc/self/fd/${fds[0]}`, constants.O_RDWR | constants.O_NONBLOCK);
  for (const descriptor of descriptors) libc.dup2(fds[1]!, descriptor);
  closeSync(fds[0]!);
  closeSync(fds[1]!);
  return readOn(reader, heard);
};

/** Reads a pipe that is behind our descriptors already. */
export const readOn = (reader: number, heard: (chunk: Buffer) => void): number => {
  new Socket({ fd: reader, readable: true, writable: false }).on('data', heard);
  return reader;
};

/** {@link readOwn} for standard error. */
export const readOwnStderr = (heard: (chunk: Buffer) => void): number | string => readOwn([STDERR], heard);
