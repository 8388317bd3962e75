import { closeSync } from 'node:fs';
import { type ExitStatus, exitStatusOf } from '../machines/rules/exit-status.ts';
import { startTimeOf, zombieOf } from './proc.ts';
import { Rounds } from './rounds.ts';
import { sendSignal } from './send-signal.ts';
import { isPassing, type Pidfds, type Pipes, type Readiness, type System } from './system.ts';

/** How often processes that are not our children are looked at, in milliseconds. */
const LOOK_PAUSE = 250;
/** Looks that a parent gets to reap its child, so that the kernel tells how it ended. */
const MOST_LOOKS = 8;

/** Its wait status went to whoever was its parent. */
const UNKNOWN: ExitStatus = { code: null, signal: null, core: false };

export type Foreign = {
  /** Signals the process if it is still the same one. */
  signal(signal: NodeJS.Signals): void;
  /** Looks at it no longer. */
  leave(): void;
};

const rounds = new Rounds((look) => look(), LOOK_PAUSE);

type Exited = (status: ExitStatus) => void;

/** The start time of a process that is there no more. */
const GONE = '';

/** Start time of a process, or that it is gone; undefined where that cannot be known just now. */
const identityOf = (pid: number): string | undefined => {
  try {
    return startTimeOf(pid) ?? GONE;
  } catch (error) {
    if (isPassing(error)) return undefined;
    throw error;
  }
};

/**
 * Looks into `/proc`; the start time tells the process from a later one with the same pid. Where nothing can be seen just
 * now, it is looked again: it may live, and its signals wait.
 */
const watchByLooking = (pid: number, startTime: string | undefined, exited: Exited): Foreign => {
  let first = startTime;
  const waiting = new Set<NodeJS.Signals>();
  const isAlive = (): boolean | undefined => {
    if (first === GONE) return false;
    const seen = identityOf(pid);
    first ??= seen;
    return seen === undefined ? undefined : seen !== GONE && seen === first;
  };
  const deliver = (): boolean | undefined => {
    const alive = isAlive();
    if (alive) for (const signal of waiting) sendSignal(pid, signal);
    if (alive !== undefined) waiting.clear();
    return alive;
  };
  const look = (): void => {
    if (deliver() !== false) return;
    rounds.leave(look);
    exited(UNKNOWN);
  };
  rounds.join(look);
  return {
    signal(signal) {
      // The last of two that wait is the one that counts, as of STOP and CONT.
      waiting.delete(signal);
      waiting.add(signal);
      deliver();
    },
    leave: () => rounds.leave(look),
  };
};

/** A process by a descriptor of its own: told of its end at once, and signalled without a doubt whom that meets. */
class Watched implements Foreign {
  readonly #pid: number;
  readonly #startTime: string;
  readonly #fd: number;
  readonly #pidfds: Pidfds;
  readonly #exited: Exited;
  readonly #readiness: Readiness;
  #looks = 0;
  #isOver = false;

  constructor(pid: number, startTime: string, fd: number, [pidfds, pipes]: [Pidfds, Pipes], exited: Exited) {
    this.#pid = pid;
    this.#startTime = startTime;
    this.#fd = fd;
    this.#pidfds = pidfds;
    this.#exited = exited;
    this.#readiness = pipes.watch(fd, this.#ended);
    this.#readiness.arm();
  }

  /** It has ended. Who may not look at its zombie has to wait for its parent to reap it. */
  readonly #ended = (): void => {
    if (this.#isOver) return;
    const zombie = zombieOf(this.#pid, this.#startTime);
    const waitStatus = zombie?.waitStatus;
    const status = waitStatus === undefined ? this.#pidfds.exitStatus(this.#fd) : exitStatusOf(waitStatus);
    this.#looks += 1;
    if (status || !zombie || this.#looks > MOST_LOOKS) {
      this.leave();
      this.#exited(status ?? UNKNOWN);
    } else rounds.join(this.#ended);
  };

  signal(signal: NodeJS.Signals): void {
    if (!this.#isOver) this.#pidfds.signal(this.#fd, signal);
  }

  leave(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    rounds.leave(this.#ended);
    this.#readiness.close();
    closeSync(this.#fd);
  }
}

/**
 * Watches a process that an earlier supervisor had started. Its wait status goes to its parent; Linux 6.15 and later tell
 * it to everybody who holds a descriptor of the process, root sees it on the zombie, and else it stays unknown.
 */
export const watchForeign = ({ pidfds, pipes }: System, pid: number, exited: Exited): Foreign => {
  const startTime = identityOf(pid);
  const fd = pidfds && pipes && startTime ? pidfds.open(pid) : 'ENOSYS';
  if (typeof fd === 'string') return watchByLooking(pid, startTime, exited);
  // Opened by its number: it could be that of the next process with this pid.
  const now = identityOf(pid);
  if (now === startTime) return new Watched(pid, startTime!, fd, [pidfds!, pipes!], exited);
  closeSync(fd);
  return watchByLooking(pid, now === undefined ? startTime : GONE, exited);
};
