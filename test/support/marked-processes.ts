import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { sendSignal } from '../../adapters/send-signal.ts';

/** A variable that every process inherits which is started, at whatever remove, from a program that was given it. */
export const newMark = (): { RUNSTATE_TEST_MARK: string } => ({ RUNSTATE_TEST_MARK: randomUUID() });

const read = (path: string): string => {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
};

/** What the environment of a process says. A zombie has none. */
const environmentOf = (pid: string): readonly string[] => read(`/proc/${pid}/environ`).split('\0');

/**
 * Pids of the live processes with a mark, whoever is their parent now.
 *
 * @param without a setting, `NAME=value`; those that have it are left out.
 */
export const pidsWith = ({ RUNSTATE_TEST_MARK }: { RUNSTATE_TEST_MARK: string }, without?: string): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      const environment = environmentOf(pid);
      if (!environment.includes(`RUNSTATE_TEST_MARK=${RUNSTATE_TEST_MARK}`)) return false;
      return without === undefined || !environment.includes(without);
    })
    .map(Number);

/** Command lines of the live processes with a mark, for who reads them. */
export const processesWith = (mark: { RUNSTATE_TEST_MARK: string }): string[] =>
  pidsWith(mark).map((pid) => `${pid}: ${read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ')}`);

/**
 * Kills the live processes with a mark. One may be gone before its turn comes, one may be made in between.
 *
 * @returns their command lines.
 */
export const killWith = (mark: { RUNSTATE_TEST_MARK: string }): string[] => {
  const left = processesWith(mark);
  for (const line of left) sendSignal(Number.parseInt(line, 10), 'SIGKILL');
  return left;
};
