/** Names of Linux' signals, from 1: the same on x86-64 and arm64 (signal(7)). */
const NAMES = [
  ...['HUP', 'INT', 'QUIT', 'ILL', 'TRAP', 'ABRT', 'BUS', 'FPE', 'KILL', 'USR1', 'SEGV', 'USR2', 'PIPE', 'ALRM'],
  ...['TERM', 'STKFLT', 'CHLD', 'CONT', 'STOP', 'TSTP', 'TTIN', 'TTOU', 'URG', 'XCPU', 'XFSZ', 'VTALRM', 'PROF'],
  ...['WINCH', 'IO', 'PWR', 'SYS'],
] as const;

/** `SIGTERM` for 15; a number that has no name as `signal 40`. */
export const signalName = (number: number): string => {
  const name = NAMES[number - 1];
  return name === undefined ? `signal ${number}` : `SIG${name}`;
};
