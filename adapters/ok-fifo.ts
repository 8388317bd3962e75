import { closeSync, constants, openSync } from 'node:fs';
import { toPath } from './bytes.ts';

/** Whether a runsv is alive for a service directory: its `ok` FIFO has a reader. sv asks the same way. */
export const isSupervised = (directory: string): boolean => {
  try {
    closeSync(openSync(toPath(`${directory}/supervise/ok`), constants.O_WRONLY | constants.O_NONBLOCK));
    return true;
  } catch {
    return false;
  }
};
