import { closeSync } from 'node:fs';
import * as libc from './libc.ts';
import { checked } from './system-call.ts';

const LOCK_EX = 2;
const LOCK_NB = 4;

/** Locks it, or throws: at once, or never when it is to wait. */
export const lock = (fd: number, waits: boolean): void =>
  void checked(libc.flock(fd, waits ? LOCK_EX : LOCK_EX | LOCK_NB));

/** Moves a descriptor to a number, which may be one of Node's own: nothing but an exec or an end may follow. */
export const moveDescriptor = (fd: number, to: number): void => {
  if (fd === to) return;
  checked(libc.dup2(fd, to));
  closeSync(fd);
};
