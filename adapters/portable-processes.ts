import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { constants } from 'node:os';
import { execa } from 'execa';
import type { ExitStatus } from '../machines/rules/exit-status.ts';
import type { ChildFile, Processes, ProcessSpec } from './processes.ts';
import { sendSignal } from './send-signal.ts';
import { codeOf } from './system.ts';

type Source = 'inherit' | 'ignore';

/** Opens what a child gets on a descriptor; the parent's copy is closed once the child has its own. */
const sourceOf = (source: ChildFile | 'closed' | undefined, opened: number[]): Source => {
  if (source === undefined) return 'inherit';
  if (source === 'closed') return 'ignore';
  const fd = openSync(source.path, source.flags, source.mode);
  opened.push(fd);
  // execa takes any descriptor; its types know only those below ten.
  return fd as unknown as Source;
};

/** Descriptors from 3 on: `ignore` where there is nothing for one. */
const extraOf = ({ extra = {} }: ProcessSpec, opened: number[]): Source[] => {
  const last = Math.max(2, ...Object.keys(extra).map(Number));
  return Array.from({ length: last - 2 }, (_, index) => sourceOf(extra[index + 3] ?? 'closed', opened));
};

const start = (spec: ProcessSpec, opened: number[]) =>
  execa(spec.file, spec.argv.slice(1), {
    cwd: `/proc/self/fd/${spec.cwd}`,
    argv0: spec.argv[0]!,
    stdio: [sourceOf(spec.stdin, opened), sourceOf(spec.stdout, opened), 'inherit', ...extraOf(spec, opened)],
    detached: spec.session,
    reject: false,
    buffer: false,
    cleanup: false,
    forceKillAfterDelay: false,
  });

/** Children through execa: no koffi needed. Starts cost a fork, and a failure is known only a turn later. */
export const createPortableProcesses = (fault: (cause: unknown) => void): Processes => {
  const watchers = new Map<number, (status: ExitStatus) => void>();
  const guarded = (act: () => void): void => {
    try {
      act();
    } catch (cause) {
      fault(cause);
    }
  };
  return {
    start(spec, events) {
      const opened: number[] = [];
      let spawned = false;
      let child: ChildProcess;
      try {
        const subprocess = start(spec, opened);
        child = subprocess.nodeChildProcess;
        // Some failures Node throws and others it emits; execa tells of both in its result.
        void subprocess.then(({ code }) => spawned || guarded(() => events.failed(code ?? 'EIO')));
      } catch (error) {
        // A file for the child cannot be opened: posix_spawn fails by the same name.
        const code = codeOf(error);
        return guarded(() => events.failed(code));
      } finally {
        for (const fd of opened) closeSync(fd);
      }
      child.once('spawn', () => {
        spawned = true;
        const pid = child.pid!;
        watchers.set(pid, events.exited);
        guarded(() => events.started(pid));
      });
      child.once('exit', (code, signal) => {
        const watcher = watchers.get(child.pid!);
        watchers.delete(child.pid!);
        guarded(() => watcher?.({ code, signal: signal && constants.signals[signal], core: false }));
      });
    },
    watch(pid, exited) {
      const ours = watchers.has(pid);
      if (ours) watchers.set(pid, exited);
      return ours;
    },
    signal(pid, signal) {
      if (watchers.has(pid)) sendSignal(pid, signal);
    },
    isTelling: false,
  };
};
