import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';

/** A variable that every process inherits which is started, at whatever remove, from a program that was given it. */
export const newMark = (): { RUNSTATE_TEST_MARK: string } => ({ RUNSTATE_TEST_MARK: randomUUID() });

const read = (path: string): string => {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
};

/** Command lines of the live processes with a mark, whoever is their parent now. A zombie has no environment. */
export const processesWith = ({ RUNSTATE_TEST_MARK }: { RUNSTATE_TEST_MARK: string }): string[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => read(`/proc/${pid}/environ`).split('\0').includes(`RUNSTATE_TEST_MARK=${RUNSTATE_TEST_MARK}`))
    .map((pid) => `${pid}: ${read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ')}`);
