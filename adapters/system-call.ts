import * as libc from './libc.ts';

/** A system call that failed. */
export class SystemCallError extends Error {
  /** Name of the error, as Node's own errors have it: `ENOENT`. */
  readonly code: string;

  constructor(code: string) {
    super(`system call failed: ${code}`);
    this.code = code;
  }
}

/** What the system call returned; throws {@link SystemCallError} where that is -1. */
export const checked = (result: number): number => {
  if (result === -1) throw new SystemCallError(libc.errno());
  return result;
};
