import { closeSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../../support/until.ts';

/** More than a stamp and the longest line that is logged. */
const TAIL = 2048;
const LONGEST = 10 * 60_000;

const tailOf = (path: string): string => {
  const fd = openSync(path, 'r');
  try {
    const { size } = fstatSync(fd);
    const tail = Buffer.alloc(Math.min(size, TAIL));
    readSync(fd, tail, 0, tail.length, size - tail.length);
    return tail.toString('latin1');
  } finally {
    closeSync(fd);
  }
};

/** Whether a log directory has text among its last lines, be it that they were just put aside. */
export const hasAtItsEnd = (logs: string, text: string): boolean => {
  const current = tailOf(join(logs, 'current'));
  if (current.includes(text)) return true;
  if (current.length > 0) return false;
  const newest = readdirSync(logs)
    .filter((name) => name.startsWith('@'))
    .sort()
    .at(-1);
  return newest !== undefined && tailOf(join(logs, newest)).includes(text);
};

export const untilAtItsEnd = async (logs: string, text: string): Promise<void> => {
  await until(`${JSON.stringify(text)} is logged`, () => hasAtItsEnd(logs, text), LONGEST);
};
