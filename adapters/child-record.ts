import { closeSync, constants, openSync, readFileSync, writeSync } from 'node:fs';
import type { OpenRole } from './place.ts';

/** What identifies a process for good: pids are reused, and start times begin anew at every boot. */
export type ChildRecord = {
  readonly pid: number;
  /** Field 22 of `/proc/PID/stat`: clock ticks since boot. */
  readonly startTime: string;
  readonly bootId: string;
};

const bootId = ((): string => {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
  } catch {
    return 'unknown';
  }
})();

/** Start time of a live process; undefined where there is none, or only its zombie. */
export const startTimeOf = (pid: number): string | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The second field, a name in brackets, may hold anything: count from its end.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
  } catch {
    return undefined;
  }
};

/** Every record has this size, so that one write replaces the last one whole, even against SIGKILL. */
const RECORD_SIZE = 80;

/**
 * Writes `supervise/child`, `PID STARTTIME BOOTID`: lets the next runsv find this process again. It stays when the
 * process ends: the start time tells that it is no longer the one. A failure costs only the adoption; the status files
 * beside it tell of the same trouble.
 */
export const writeChildRecord = (role: OpenRole, pid: number): void => {
  const startTime = startTimeOf(pid);
  if (startTime === undefined) return;
  try {
    const fd = openSync(`${role.supervise.base}/child`, constants.O_WRONLY | constants.O_CREAT, 0o644);
    try {
      writeSync(fd, `${`${pid} ${startTime} ${bootId}`.padEnd(RECORD_SIZE - 1)}\n`);
    } finally {
      closeSync(fd);
    }
  } catch {
    // Told of by the status files.
  }
};

/** Reads the record back: undefined where there is none, or its process is no longer the same one. */
export const readLiveChild = (role: OpenRole): ChildRecord | undefined => {
  let text: string;
  try {
    text = readFileSync(`${role.supervise.base}/child`, 'latin1');
  } catch {
    return undefined;
  }
  const [, pid, startTime, boot] = /^(\d+) (\d+) (\S+) *\n$/.exec(text) ?? [];
  if (pid === undefined || boot !== bootId || startTimeOf(Number(pid)) !== startTime) return undefined;
  return { pid: Number(pid), startTime: startTime!, bootId: boot };
};
