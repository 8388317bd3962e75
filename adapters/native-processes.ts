import { type ExitStatus, exitStatusOf } from '../machines/rules/exit-status.ts';
import * as libc from './libc.ts';
import { startTimeOf } from './proc.ts';
import type { ProcessEvents, Processes } from './processes.ts';
import { sendSignal } from './send-signal.ts';
import type { Spawn } from './spawn.ts';
import { StartTimes } from './start-times.ts';
import { createTurns, TURN } from './turns.ts';

const P_PID = 1;
/** Of waitpid(2): any child. */
const ANY = -1;
const WNOHANG = 1;
const WEXITED = 4;
const WNOWAIT = 0x01000000;

/** By when a child has become its program, in milliseconds; what is told of it then is told at once. */
export const EXEC = 100;

type Watcher = (status: ExitStatus) => void;

/**
 * Children through posix_spawn(3), their exits through SIGCHLD and waitpid(2).
 *
 * A child stays in the table, and its pid ours, until it is reaped; its watcher may be gone before that. Every child of
 * the process is taken to be ours: nothing beside it may start processes through `node:child_process`, unless `isGuest`.
 *
 * @param expected children of the program that became this one: of each, somebody is going to ask.
 * @param isGuest the process has other children as well, which somebody else reaps.
 * @param fault told of an exception thrown by a watcher, so that one service's fault does not stop the reaping.
 */
export const createNativeProcesses = (
  spawn: Spawn,
  fault: (cause: unknown) => void,
  expected: Iterable<number> = [],
  isGuest = false,
): Processes => {
  const watchers = new Map<number, Watcher>();
  const awaited = new Set(expected);
  /** Of those: who has ended before somebody asked, and how. */
  const ended = new Map<number, ExitStatus>();
  const startTimes = new StartTimes(libc.bootTicks, startTimeOf);

  const turns = createTurns();
  /** Who has been reaped, and somebody is to be told of: until then a new child of that number is not signalled. */
  const untold = new Set<number>();
  const tell = (pid: number, watcher: Watcher, status: ExitStatus): void => {
    untold.delete(pid);
    try {
      watcher(status);
    } catch (cause) {
      fault(cause);
    }
  };

  const tellLater = (pid: number, watcher: Watcher, status: ExitStatus): void => {
    untold.add(pid);
    turns(() => tell(pid, watcher, status));
  };

  /**
   * Whoever has ended and is not known was left to us by the program that became us: reaped and ignored, as runit does.
   *
   * @param which a pid; or {@link ANY}.
   * @returns whether one was reaped.
   */
  const reap = (which: number): boolean => {
    const status = [0];
    const pid = libc.waitpid(which, status, WNOHANG);
    if (pid <= 0) return false;
    const exit = exitStatusOf(status[0]!);
    if (awaited.delete(pid)) ended.set(pid, exit);
    const watcher = watchers.get(pid);
    watchers.delete(pid);
    if (watcher) tellLater(pid, watcher, exit);
    return true;
  };

  /**
   * The kernel names the oldest child first. Told of before the next one is asked for, the youngest would wait for as long
   * as others end as fast as they are told of.
   */
  const reapSome = (): void => {
    isDue = false;
    if (isGuest) return void [...watchers.keys()].forEach(reap);
    const end = performance.now() + TURN;
    while (reap(ANY)) {
      if (performance.now() < end) continue;
      isDue = true;
      return void setImmediate(reapSome);
    }
  };

  let isDue = false;
  /**
   * Not at once: where children end as fast as they are told of, signal would follow signal, and nothing else. But behind the
   * ends that are still to be told, in whose turn it is told of who is reaped: a restart waits for no other turn.
   */
  const onSigchld = (): void => {
    if (!isDue) turns(reapSome);
    isDue = true;
  };
  process.on('SIGCHLD', onSigchld);

  /** Hears of the exit of a child that was left to us. */
  const inherit = (pid: number, exited: Watcher): boolean => {
    const status = ended.get(pid);
    if (ended.delete(pid)) tellLater(pid, exited, status!);
    else if (awaited.delete(pid) && libc.waitid(P_PID, pid, null, WEXITED | WNOHANG | WNOWAIT) === 0) {
      watchers.set(pid, exited);
      // One that died while this program was loaded has sent its SIGCHLD to nobody.
      onSigchld();
    } else return false;
    return true;
  };

  const check = (pid: number, told: string, events: ProcessEvents): void => {
    try {
      const startTime = watchers.has(pid) ? startTimes.check(pid, told) : undefined;
      if (startTime !== undefined) events.corrected?.(startTime);
    } catch (cause) {
      fault(cause);
    }
  };

  return {
    start(spec, events) {
      const before = startTimes.now();
      const pid = spawn(spec);
      if (typeof pid === 'string') return events.failed(pid);
      watchers.set(pid, (status) => events.exited(status));
      const startTime = startTimes.of(pid, before);
      if (startTime !== undefined && events.corrected) setTimeout(() => check(pid, startTime, events), EXEC).unref();
      events.started(pid, startTime);
    },
    watch(pid, exited) {
      if (!watchers.has(pid)) return inherit(pid, exited);
      watchers.set(pid, exited);
      return true;
    },
    signal(pid, signal) {
      if (watchers.has(pid) && !untold.has(pid)) sendSignal(pid, signal);
    },
    get isTelling() {
      return untold.size > 0;
    },
  };
};
