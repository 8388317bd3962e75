/** Numbers of signals by which the launcher's shell is told of its Node; runtime/launcher.sh has them as well. */
const TOLD = { isListening: 50, isInLastStage: 51 } as const;

const isBehindShell = process.env.RUNSTATE_FRONT === '1' && process.ppid === 1;
delete process.env.RUNSTATE_FRONT;

/**
 * Whether this does the work of process 1: it is that, or the launcher's shell is, which stays in front of it in a
 * container. Process 1 hears no signal that it has no handler for, and while Node starts it has none; the shell has, and
 * passes on what comes.
 */
export const isFirst = process.pid === 1 || isBehindShell;

/** Tells the shell in front, where there is one, how far this is. */
export const tellFront = (what: keyof typeof TOLD): void => {
  if (isBehindShell) process.kill(process.ppid, TOLD[what]);
};
