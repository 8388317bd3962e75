import { constants } from 'node:os';

/**
 * kill(2) as runsv uses it: its result is ignored. A process may have become another user's (EPERM) or be gone (ESRCH);
 * neither says anything about the service that its exit will not say.
 */
export const sendSignal = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, constants.signals[signal]);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EPERM' && code !== 'ESRCH') throw error;
  }
};
