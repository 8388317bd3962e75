import { constants } from 'node:os';

/** Thrown through the code of a process that has been killed in the midst of a system call; nothing may catch it for good. */
export const KILLED = Object.freeze({ type: 'killed' });

/** Errno name of a failed call, on its way from the kernel to the C library or to `node:fs`. */
export class Refusal {
  readonly code: string;
  constructor(code: string) {
    this.code = code;
  }
}

export function refuse(code: string): never {
  throw new Refusal(code);
}

/** Number of an error. */
export const errnoOf = (code: string): number => {
  const number = (constants.errno as Readonly<Record<string, number>>)[code];
  if (number === undefined) throw new Error(`no error is named ${code}`);
  return number;
};

/** An error as `node:fs` throws it. Its stack would cost more than the call. */
export const nodeError = (code: string, syscall: string, path: unknown): Error => {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  const error = new Error(`${code}: ${syscall} '${String(path)}'`);
  Error.stackTraceLimit = stackTraceLimit;
  return Object.assign(error, { code, errno: -errnoOf(code), syscall });
};
