import { readFileSync, statSync } from 'node:fs';
import { toPath } from './bytes.ts';

const hex = (number: bigint): string => number.toString(16).padStart(2, '0');

/** Who has locked a file by flock(2): pids, as the kernel lists them. */
export const lockersOf = (path: string): number[] => {
  const { dev, ino } = statSync(toPath(path), { bigint: true });
  // The device in /proc/locks is MAJOR:MINOR, in hexadecimal, as makedev(3) has put them together.
  const major = ((dev >> 8n) & 0xfffn) | ((dev >> 32n) & ~0xfffn);
  const minor = (dev & 0xffn) | ((dev >> 12n) & ~0xffn);
  const place = `${hex(major)}:${hex(minor)}:${ino}`;
  return readFileSync('/proc/locks', 'latin1')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[1] === 'FLOCK' && fields[5] === place)
    .map((fields) => Number(fields[4]));
};
