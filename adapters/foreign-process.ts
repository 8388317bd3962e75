import { constants } from 'node:os';
import type { ExitStatus } from '../machines/rules/exit-status.ts';
import { startTimeOf } from './proc.ts';

/** How often a process that is not our child is looked at, in milliseconds. */
const LOOK_PAUSE = 250;

/** Its wait status went to whoever was its parent. */
const UNKNOWN: ExitStatus = { code: null, signal: null, core: false };

export type Foreign = {
  /** Signals the process if it is still the same one. */
  signal(signal: NodeJS.Signals): void;
  stop(): void;
};

/**
 * Watches a process that an earlier supervisor had started. The kernel tells only a parent of an exit, so it is looked
 * at in `/proc`; the start time tells it from a later process with the same pid.
 */
export const watchForeign = (pid: number, exited: (status: ExitStatus) => void): Foreign => {
  const startTime = startTimeOf(pid);
  const isAlive = (): boolean => startTime !== undefined && startTimeOf(pid) === startTime;
  const timer = setInterval(() => {
    if (isAlive()) return;
    clearInterval(timer);
    exited(UNKNOWN);
  }, LOOK_PAUSE);
  return {
    signal(signal) {
      if (isAlive()) process.kill(pid, constants.signals[signal]);
    },
    stop: () => clearInterval(timer),
  };
};
