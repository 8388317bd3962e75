import { pointersInto } from './c-strings.ts';
import type { Inherited } from './inherited-note.ts';
import * as libc from './libc.ts';
import { everySignal, hasSignal, NODE_IGNORES, SIG_DFL, SIG_IGN, signalSetOf, signalsIn } from './signal-sets.ts';

const F_GETFD = 1;
const F_SETFD = 2;
const FD_CLOEXEC = 1;
const SIG_SETMASK = 2;

const block = (strings: readonly string[]): Buffer =>
  Buffer.from(strings.map((each) => `${each}\0`).join(''), 'latin1');

/** A descriptor is there for the program that this process becomes; one that is closed stays so. */
export const passOn = (fd: number): void => {
  const flags: number = libc.fcntl(fd, F_GETFD, 0);
  if (flags >= 0) libc.fcntl(fd, F_SETFD, flags & ~FD_CLOEXEC);
};

/** A descriptor is for this program alone. */
export const keepBack = (fd: number): void => {
  const flags: number = libc.fcntl(fd, F_GETFD, 0);
  if (flags >= 0) libc.fcntl(fd, F_SETFD, flags | FD_CLOEXEC);
};

/** Puts signals back as they were before Node came: what was ignored is, what was blocked is, all others are at default. */
export const restoreSignals = ({ ignored, blocked }: Inherited): void => {
  for (const signal of everySignal()) {
    if (hasSignal(ignored, signal)) libc.setDisposition(signal, SIG_IGN);
    else if (NODE_IGNORES.includes(signal)) libc.setDisposition(signal, SIG_DFL);
  }
  const mask = signalSetOf(signalsIn(blocked));
  libc.threadMask(SIG_SETMASK, mask, null);
};

/** Becomes the program: does not return, or returns the name of the error. */
export type Execute = (file: Buffer) => string;

/**
 * Makes ready for an exec; nothing has to be made any more when it comes, where limits may forbid it.
 *
 * @param argv arguments, one character a byte, as the environment's.
 */
export const createExecute = (argv: readonly string[], environment: readonly string[]): Execute => {
  // The table of names is made now: under limits of memory there may be no room for it.
  libc.errnoName(0);
  const words = pointersInto(block(argv));
  const variables = pointersInto(block(environment));
  return (file) => {
    libc.execve(file, words, variables);
    return libc.errno();
  };
};

/** The path of a program for {@link Execute}. */
export const programFile = (path: string): Buffer => block([path]);
