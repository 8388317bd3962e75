import type { ExitStatus } from './exit-status.ts';

const SIGNALLED = 128;
/** A process whose end nobody can know. */
const UNKNOWN = 111;

/** An end of a process as a shell tells it: the exit code, or 128 and the signal. */
export const shellCode = ({ code, signal }: ExitStatus): number =>
  code ?? (signal === null ? UNKNOWN : SIGNALLED + signal);
