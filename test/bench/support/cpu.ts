import { readdirSync, readFileSync } from 'node:fs';
import { childrenOf, statFields } from '../../conformance/support/proc.ts';

/** Linux counts in these, whatever the kernel's own clock is. */
const TICKS_PER_SECOND = 100;
const [USER, SYSTEM] = [11, 12];

/** Seconds of user and system time that live processes have used; a hundredth is the least that shows. */
export const cpuSeconds = (pids: readonly number[]): number =>
  pids.map(statFields).reduce((sum, fields) => sum + Number(fields[USER] ?? 0) + Number(fields[SYSTEM] ?? 0), 0) /
  TICKS_PER_SECOND;

/**
 * Seconds on a processor that live processes have had, with all their threads, to the nanosecond: for those that do so
 * little that no tick falls on them.
 */
export const scheduledSeconds = (pids: readonly number[]): number =>
  pids
    .flatMap((pid) => readdirSync(`/proc/${pid}/task`).map((thread) => `/proc/${pid}/task/${thread}/schedstat`))
    .reduce((sum, path) => sum + Number.parseInt(readFileSync(path, 'latin1'), 10), 0) / 1e9;

/** A process and its descendants, without one of them and its own. */
export const treeOf = (pid: number, without?: number): number[] =>
  pid === without ? [] : [pid, ...childrenOf(pid).flatMap((child) => treeOf(child, without))];

/** The same command, with its user and system time written to a file when it has ended. */
export const timed = (command: readonly string[], file: string): string[] => [
  '/bin/sh',
  '-c',
  '"$@"; code=$?; times >"$0"; exit $code',
  file,
  ...command,
];

/** What {@link timed} wrote: of its second line, that of the children, the sum. */
export const timesIn = (file: string): number => {
  const [, children = ''] = readFileSync(file, 'latin1').split('\n');
  return [...children.matchAll(/(\d+)m([\d.]+)s/g)].reduce((sum, [, m, s]) => sum + Number(m) * 60 + Number(s), 0);
};
