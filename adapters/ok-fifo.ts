import { closeSync, constants, openSync } from 'node:fs';
import { toPath } from './bytes.ts';
import { linksAsIn } from './trust.ts';

/** Whether a runsv is alive for a service directory: its `ok` FIFO has a reader. sv asks the same way. */
export const isSupervised = (directory: string): boolean => {
  try {
    const path = `${directory}/supervise/ok`;
    closeSync(openSync(toPath(path), constants.O_WRONLY | constants.O_NONBLOCK | linksAsIn(path)));
    return true;
  } catch {
    return false;
  }
};
