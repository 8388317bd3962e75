import { readdirSync, readFileSync, statSync } from 'node:fs';
import { isPassing } from './system.ts';

/** Unit of start times in `/proc`: USER_HZ is 100 on every Linux that Node runs on. */
export const TICKS_PER_SECOND = 100;

/** What `act` returns, or `otherwise` where there is nothing to be had. Throws what may be over in a moment. */
const unlessPassing = <T>(act: () => T, otherwise: T): T => {
  try {
    return act();
  } catch (error) {
    if (isPassing(error)) throw error;
    return otherwise;
  }
};

let boot: string | undefined;

/** Name of this boot of the system: what else is counted begins anew at the next one. Throws as `startTimeOf` does. */
export const bootId = (): string => {
  boot ??= unlessPassing(() => readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim(), 'unknown');
  return boot;
};

/** Fields of `/proc/PID/stat` from the third on; undefined where there is no such process. */
const fieldsOf = (pid: number): string[] | undefined => {
  const stat = unlessPassing(() => readFileSync(`/proc/${pid}/stat`, 'latin1'), undefined);
  // The second field, a name in brackets, may hold anything: count from its end.
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
};

const isDead = ([state]: readonly string[]): boolean => state === 'Z' || state === 'X';

/** The same, but undefined where there is only its zombie. */
const statOf = (pid: number): string[] | undefined => {
  const fields = fieldsOf(pid);
  return fields && !isDead(fields) ? fields : undefined;
};

/**
 * Start time of a live process, in clock ticks since boot; undefined where there is none, or only its zombie. Throws where
 * that cannot be found out just now (`EMFILE`, `ENOMEM`, `EIO`): not to know is not to find it gone.
 */
export const startTimeOf = (pid: number): string | undefined => statOf(pid)?.[19];

/** A process that has ended and has not been reaped by its parent yet. */
export type Zombie = {
  /** As waitpid(2) has it; undefined: not for us to see. */
  readonly waitStatus: number | undefined;
};

/** The zombie of a process that has ended; undefined where there is none any more, or that of another one. */
export const zombieOf = (pid: number, startTime: string): Zombie | undefined => {
  let fields: string[] | undefined;
  try {
    fields = fieldsOf(pid);
  } catch {
    return { waitStatus: undefined };
  }
  if (!fields || !isDead(fields) || fields[19] !== startTime) return undefined;
  // To who may not trace the process the kernel shows 0, which is what success looks like.
  return { waitStatus: process.geteuid!() === 0 ? Number(fields[49]) : undefined };
};

/** How long a start may have been under way when the supervisor died, in ticks: whole seconds are noted. */
const START_WINDOW = 2 * TICKS_PER_SECOND;

const worksIn = (pid: number, { dev, ino }: { dev: bigint; ino: bigint }): boolean => {
  const cwd = unlessPassing(() => statSync(`/proc/${pid}/cwd`, { bigint: true }), undefined);
  return cwd?.dev === dev && cwd.ino === ino;
};

/**
 * Searches for a process that was started in a directory at a certain moment, and whose supervisor did not live to
 * write down its pid. Of a family of such processes it is the eldest. Throws as `startTimeOf` does.
 *
 * @param since clock ticks since boot, perhaps rounded down to a second.
 */
export const findStarted = (directory: string, since: number): number | undefined => {
  const place = statSync(directory, { bigint: true });
  const found = readdirSync('/proc')
    .map(Number)
    .filter((pid) => {
      const started = Number(pid > 1 && pid !== process.pid ? (startTimeOf(pid) ?? -1) : -1);
      return started >= since && started <= since + START_WINDOW && worksIn(pid, place);
    });
  return found.find((pid) => !found.includes(Number(statOf(pid)?.[1])));
};
