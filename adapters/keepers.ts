import { type BigIntStats, closeSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { sendSignal } from './send-signal.ts';
import { isPassing, type Pidfds } from './system.ts';

/** What a keeper of log pipes is: a shell that waits for a line that does not come. Its last word is for who reads `ps`. */
export const KEEPER = { file: '/bin/sh', argv: ['sh', '-c', 'read _', 'runstate: keeps log pipes'] } as const;
const COMMAND_LINE = KEEPER.argv.map((word) => `${word}\0`).join('');

/** What tells a pipe from all others. */
export const keyOf = ({ dev, ino }: BigIntStats): string => `${dev}:${ino}`;

/** A process may be gone at any moment. Throws where that cannot be known just now. */
const attempt = <T>(look: () => T): T | undefined => {
  try {
    return look();
  } catch (error) {
    if (isPassing(error)) throw error;
    return undefined;
  }
};

const isKeeper = (pid: string): boolean =>
  attempt(
    () =>
      readFileSync(`/proc/${pid}/cmdline`, 'latin1') === COMMAND_LINE &&
      statSync(`/proc/${pid}`).uid === process.geteuid!(),
  ) ?? false;

const holdsOne = (pid: string, pipes: ReadonlySet<string>): boolean =>
  attempt(() =>
    readdirSync(`/proc/${pid}/fd`).some((fd) => {
      const open = attempt(() => statSync(`/proc/${pid}/fd/${fd}`, { bigint: true }));
      return open !== undefined && pipes.has(keyOf(open));
    }),
  ) ?? false;

/** Ends a process if it still is what it was taken for. */
const end = (pid: number, isIt: () => boolean, pidfds: Pidfds | undefined): void => {
  const fd = pidfds?.open(pid) ?? 'ENOSYS';
  if (typeof fd === 'string') {
    if (isIt()) sendSignal(pid, 'SIGKILL');
    return;
  }
  if (isIt()) pidfds!.signal(fd, 'SIGKILL');
  closeSync(fd);
};

/**
 * Keepers of this user that have one of these pipes open. Throws the error of the system where it does not let us look.
 *
 * @param pipes their {@link keyOf}s.
 */
export const keepersOf = (pipes: ReadonlySet<string>): number[] =>
  readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid) && isKeeper(pid) && holdsOne(pid, pipes))
    .map(Number);

/** Ends all of them but one. Throws as {@link keepersOf}. */
export const endKeepers = (pipes: ReadonlySet<string>, but: number, pidfds: Pidfds | undefined): void => {
  for (const pid of keepersOf(pipes))
    if (pid !== but) end(pid, () => isKeeper(`${pid}`) && holdsOne(`${pid}`, pipes), pidfds);
};
