import { type ExitStatus, exitStatusOf } from '../machines/rules/exit-status.ts';
import * as libc from './libc.ts';
import type { Processes } from './processes.ts';
import { sendSignal } from './send-signal.ts';
import type { Spawn } from './spawn.ts';

const P_ALL = 0;
const WNOHANG = 1;
const WEXITED = 4;
const WNOWAIT = 0x01000000;

type Watcher = (status: ExitStatus) => void;

/**
 * Children through posix_spawn(3), their exits through SIGCHLD and waitpid(2).
 *
 * A child stays in the table, and its pid ours, until it is reaped; its watcher may be gone before that. Every child of
 * the process is taken to be ours: nothing beside it may start processes through `node:child_process`.
 *
 * @param fault told of an exception thrown by a watcher, so that one service's fault does not stop the reaping.
 */
export const createNativeProcesses = (spawn: Spawn, fault: (cause: unknown) => void): Processes => {
  const watchers = new Map<number, Watcher>();
  const info = Buffer.alloc(128);

  /** Pid of some dead child, left unreaped; 0 where there is none. */
  const peek = (): number => {
    info.fill(0);
    return libc.waitid(P_ALL, 0, info, WEXITED | WNOHANG | WNOWAIT) === 0 ? info.readInt32LE(libc.SI_PID) : 0;
  };

  const reap = (pid: number): void => {
    const status = [0];
    if (libc.waitpid(pid, status, WNOHANG) !== pid) return;
    const watcher = watchers.get(pid);
    watchers.delete(pid);
    try {
      watcher?.(exitStatusOf(status[0]!));
    } catch (cause) {
      fault(cause);
    }
  };

  const onSigchld = (): void => {
    for (let pid = peek(); pid !== 0; pid = peek()) {
      // Whoever is dead and not known was left to us by the program that became us: reaped and ignored, as runit does.
      reap(pid);
    }
  };
  process.on('SIGCHLD', onSigchld);

  return {
    start(spec, events) {
      const pid = spawn(spec);
      if (typeof pid === 'string') return events.failed(pid);
      watchers.set(pid, (status) => events.exited(status));
      events.started(pid);
    },
    watch(pid, exited) {
      const ours = watchers.has(pid);
      if (ours) watchers.set(pid, exited);
      return ours;
    },
    signal(pid, signal) {
      if (watchers.has(pid)) sendSignal(pid, signal);
    },
  };
};
