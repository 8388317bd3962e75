import { closeSync, constants } from 'node:fs';
import { pathThrough } from './directory.ts';
import { openFifo } from './lock-and-fifos.ts';
import type { Place } from './place.ts';
import type { ChildFile } from './processes.ts';

const NAME = 'logpipe';

/** Makes `supervise/logpipe` and takes hold of it: a FIFO with a name outlives whoever holds it. */
export const holdLogpipe = (place: Place): void => {
  if (place.logpipe !== undefined) return;
  place.logpipe = openFifo(place.main.role, NAME, constants.O_RDWR, 'open');
};

/** Lets go of the log pipe: its reader comes to the end when the last writer is gone. */
export const releaseLogpipe = (place: Place): void => {
  place.unkeep?.();
  if (place.logpipe !== undefined) closeSync(place.logpipe);
  place.logpipe = undefined;
};

/**
 * The log pipe as a child opens it: in a description of its own, blocking. Through our descriptor it is the same pipe
 * even if its name is gone; and because we hold it, opening it never waits.
 */
export const logpipeFor = (place: Place, end: 'read' | 'write'): ChildFile => {
  holdLogpipe(place);
  return {
    path: pathThrough(place.logpipe!, `${place.main.role.supervise.base}/${NAME}`),
    flags: end === 'read' ? constants.O_RDONLY : constants.O_RDWR,
  };
};
