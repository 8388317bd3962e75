import { accessSync, closeSync, constants, existsSync, openSync } from 'node:fs';
import { toPath } from './bytes.ts';

/** open(2) for a descriptor that only names a directory; Node has no constant for it. */
const O_PATH = 0o10000000;

/** A directory held by descriptor: renamed or replaced, it stays the same one. */
export type Held = {
  readonly fd: number;
  /** Prefix of paths in it: through the descriptor where `/proc` is mounted, else the path it was opened by. */
  readonly base: string;
};

/**
 * A held directory and calls on the names in it. By its descriptor where there are such calls: the kernel takes several
 * times as long to follow a path through `/proc`. What fails throws as `node:fs` does, but where another thing is said.
 */
export type Directory = Held & {
  /** open(2): a descriptor that is closed at exec, the caller's to close. */
  open(name: string, flags: number, mode?: number): number;
  /** rename(2) within the directory. */
  rename(from: string, to: string): void;
  /** Makes a FIFO, and says whether it did: why it could not is not told, the caller looks at what is there. */
  makeFifo(name: string, mode: number): boolean;
  /** Whether something can be seen to have the name, symbolic links followed. Throws nothing. */
  has(name: string): boolean;
  /** Whether certainly nothing has the name: where it cannot be looked, something may. Throws nothing. */
  lacks(name: string): boolean;
};

/** What both ways to reach the names have in common. */
export class HeldDirectory implements Held {
  readonly fd: number;
  readonly base: string;

  constructor({ fd, base }: Held) {
    this.fd = fd;
    this.base = base;
  }
}

const hasProc = existsSync('/proc/self/fd');

/** What is open, by its descriptor where `/proc` is mounted, else by the path it was opened by. */
export const pathThrough = (fd: number, path: string): string => (hasProc ? `/proc/self/fd/${fd}` : path);

/** A directory that is open already. */
export const heldDirectory = (fd: number): Held => ({ fd, base: `/proc/self/fd/${fd}` });

/** Opens a directory for paths in it, and to be working directory of programs. Throws the errors of chdir(2). */
export const openDirectory = (path: string): Held => {
  const fd = openSync(toPath(path), O_PATH | constants.O_DIRECTORY);
  const held = { fd, base: pathThrough(fd, path) };
  try {
    accessSync(toPath(held.base), constants.X_OK);
  } catch (error) {
    closeSync(fd);
    throw error;
  }
  return held;
};
