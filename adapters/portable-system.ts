import { readFileSync } from 'node:fs';
import { ticksByUptime } from './child-record.ts';
import { portableDirectory } from './portable-directory.ts';
import { createPortableProcesses } from './portable-processes.ts';
import type { System } from './system.ts';

/** Node raises its soft limit to the hard one when it starts. */
const readDescriptorLimit = (): number => {
  try {
    const limit = /^Max open files +(\d+)/m.exec(readFileSync('/proc/self/limits', 'latin1'))?.[1];
    return limit === undefined ? Number.POSITIVE_INFINITY : Number(limit);
  } catch {
    return Number.POSITIVE_INFINITY;
  }
};

/**
 * The system by what Node and POSIX commands offer, for machines that koffi has no binary for. There is no flock(2):
 * nothing keeps a second runsv from the same directory, which the program says when it starts.
 */
export const createPortableSystem = (fault: (cause: unknown) => void, isGuest = false): System => ({
  isGuest,
  processes: createPortableProcesses(fault),
  lock: () => undefined,
  directory: portableDirectory,
  descriptorLimit: readDescriptorLimit(),
  now: () => ({ elapsed: performance.now(), wall: Date.now() * 1000 }),
  bootTicks: ticksByUptime,
  isReady: () => true,
});
