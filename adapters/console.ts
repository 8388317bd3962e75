import { closeSync, constants, openSync } from 'node:fs';
import * as libc from './libc.ts';
import type { ChildFile } from './processes.ts';
import { codeOf } from './system.ts';

const CONSOLE = '/dev/console';
const { O_NOCTTY, O_NONBLOCK, O_RDWR, O_WRONLY } = constants;

/** The console as stage 1 has it. */
export const CONSOLE_INPUT: ChildFile = { path: CONSOLE, flags: O_RDWR };

/**
 * Puts the console in the place of descriptors, for as long as it can be opened; otherwise they stay as they are. Done
 * again before each line: a console that was hung up takes nothing through a descriptor from before.
 *
 * @returns the errno name of a failure.
 */
export const openConsole = (descriptors: readonly number[]): string | undefined => {
  try {
    const fd = openSync(CONSOLE, O_WRONLY | O_NONBLOCK | O_NOCTTY);
    for (const descriptor of descriptors) libc.dup2(fd, descriptor);
    if (!descriptors.includes(fd)) closeSync(fd);
    return undefined;
  } catch (error) {
    return codeOf(error);
  }
};
