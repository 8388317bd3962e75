import type { ExitStatus } from '../machines/rules/exit-status.ts';
import { startTimeOf } from './proc.ts';
import { sendSignal } from './send-signal.ts';

/** How often processes that are not our children are looked at, in milliseconds. */
const LOOK_PAUSE = 250;

/** Its wait status went to whoever was its parent. */
const UNKNOWN: ExitStatus = { code: null, signal: null, core: false };

export type Foreign = {
  /** Signals the process if it is still the same one. */
  signal(signal: NodeJS.Signals): void;
  /** Looks at it no longer. */
  leave(): void;
};

/** One timer looks at all of them. */
const looks = new Set<() => void>();
let timer: NodeJS.Timeout | undefined;

const watch = (look: () => void): void => {
  looks.add(look);
  timer ??= setInterval(() => {
    for (const each of [...looks]) each();
  }, LOOK_PAUSE);
};

const unwatch = (look: () => void): void => {
  looks.delete(look);
  if (looks.size > 0) return;
  clearInterval(timer);
  timer = undefined;
};

/**
 * Watches a process that an earlier supervisor had started. The kernel tells only a parent of an exit, so it is looked
 * at in `/proc`; the start time tells it from a later process with the same pid.
 */
export const watchForeign = (pid: number, exited: (status: ExitStatus) => void): Foreign => {
  const startTime = startTimeOf(pid);
  const isAlive = (): boolean => startTime !== undefined && startTimeOf(pid) === startTime;
  const look = (): void => {
    if (isAlive()) return;
    unwatch(look);
    exited(UNKNOWN);
  };
  watch(look);
  return {
    signal(signal) {
      if (isAlive()) sendSignal(pid, signal);
    },
    leave: () => unwatch(look),
  };
};
