import type { Inherited } from './inherited-note.ts';
import * as libc from './libc.ts';
import { nativeDirectory } from './native-directory.ts';
import { createNativeProcesses } from './native-processes.ts';
import { createPathChanges } from './path-changes.ts';
import { createPidfds } from './pidfds.ts';
import { createPipes } from './pipes.ts';
import { createSpawn, descriptorLimit } from './spawn.ts';
import { threadForMany } from './spawn-thread.ts';
import type { System } from './system.ts';
import { createUnlinks } from './unlinks.ts';

const LOCK_EX = 2;
const LOCK_NB = 4;
const POLLOUT = 4;

/** A broken pipe counts as ready: the write will say so. */
const isReady = (fd: number): boolean => {
  const asked = Buffer.alloc(8);
  asked.writeInt32LE(fd);
  asked.writeInt16LE(POLLOUT, 4);
  return libc.poll(asked, 1, 0) !== 0;
};

/**
 * The system through the C library. Importing this module needs koffi.
 *
 * @param expected see {@link createNativeProcesses}.
 */
export const createNativeSystem = (
  inherited: Inherited,
  handled: readonly NodeJS.Signals[],
  fault: (cause: unknown) => void,
  expected: Iterable<number> = [],
): System => {
  const pipes = createPipes(fault);
  const spawn = createSpawn(inherited, handled, inherited.isGuest ? undefined : threadForMany());
  return {
    processes: createNativeProcesses(spawn, fault, expected, inherited.isGuest),
    lock: (fd) => (libc.flock(fd, LOCK_EX | LOCK_NB) === 0 ? undefined : libc.errno()),
    pipes,
    unlinks: createUnlinks(pipes),
    // They would take a thread for good.
    ...(!inherited.isGuest && { pathChanges: createPathChanges(pipes) }),
    pidfds: createPidfds(),
    directory: nativeDirectory,
    isGuest: inherited.isGuest,
    descriptorLimit: Number(descriptorLimit()[0]),
    now: () => ({ elapsed: performance.now(), wall: libc.wallClock() }),
    bootTicks: libc.bootTicks,
    isReady,
    trimMemory: libc.trimMemory,
  };
};
