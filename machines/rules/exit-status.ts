/** How a process ended. Both fields null: not known (the process was not ours to wait for). */
export type ExitStatus = {
  readonly code: number | null;
  /** Number of the signal that ended it. */
  readonly signal: number | null;
  readonly core: boolean;
};

/** What runit's forked child exits with when the program cannot be executed. */
export const CANNOT_EXECUTE: ExitStatus = { code: 111, signal: null, core: false };

/** Decodes the wait status of waitpid(2). */
export const exitStatusOf = (waitStatus: number): ExitStatus => {
  const signal = waitStatus & 0x7f;
  return signal === 0
    ? { code: (waitStatus >> 8) & 0xff, signal: null, core: false }
    : { code: null, signal, core: (waitStatus & 0x80) !== 0 };
};

/**
 * The two arguments of `./finish`: exit code and low byte of the wait status. A death by signal is `-1 SIGNAL`, 128
 * more with a core dump. What nobody can know is told as `-1 0`, which no real end of a process looks like.
 */
export const finishArguments = ({ code, signal, core }: ExitStatus): [string, string] => [
  String(code ?? -1),
  String((signal ?? 0) + (core ? 128 : 0)),
];
