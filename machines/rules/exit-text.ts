import type { ExitStatus } from './exit-status.ts';
import { signalName } from './signal-name.ts';

/** How a program ended, to stand behind its name: `exited with 1`, `was killed by SIGSEGV (core dumped)`. */
export const exitText = ({ code, signal, core }: ExitStatus): string => {
  if (signal !== null) return `was killed by ${signalName(signal)}${core ? ' (core dumped)' : ''}`;
  return code === null ? 'ended, nobody knows how' : `exited with ${code}`;
};
