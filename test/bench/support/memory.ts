import { readFileSync } from 'node:fs';
import { statusValue } from '../../conformance/support/proc.ts';
import type { Sample } from '../case.ts';

const PERIOD = 50;

/** Kilobytes that a line of `/proc/PID/smaps_rollup` tells. */
export const kilobytesIn = (rollup: string, name: string): number => {
  const [, value] = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(rollup) ?? [];
  if (value === undefined) throw new Error(`no ${name} in smaps_rollup`);
  return Number(value);
};

/**
 * Kilobytes of all of some processes: their share of what is resident (PSS: a page that n processes have counts 1/n for
 * each), and what is theirs alone and changed.
 */
export const shareOf = (pids: readonly number[]): { readonly pss: number; readonly dirty: number } => {
  const rollups = pids.map((pid) => readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1'));
  const sum = (name: string): number => rollups.reduce((all, rollup) => all + kilobytesIn(rollup, name), 0);
  return { pss: sum('Pss'), dirty: sum('Private_Dirty') };
};

/** MiB, as `VmRSS` (now) and `VmHWM` (the most ever) tell them. */
export const mebibytes = (pids: readonly number[], name: 'VmRSS' | 'VmHWM'): number =>
  pids.reduce((sum, pid) => sum + Number.parseInt(statusValue(pid, name) ?? '0', 10), 0) / 1024;

/** Watches the resident sets of processes while something happens: at the start, at most, at the end, in MiB. */
export const watchMemory = async (pids: readonly number[], happens: () => Promise<void>): Promise<Sample> => {
  const start = mebibytes(pids, 'VmRSS');
  // The kernel keeps the peak since the program's start; only what is sampled is known to fall into this time.
  let max = start;
  const sample = (): void => {
    try {
      max = Math.max(max, mebibytes(pids, 'VmRSS'));
    } catch {
      // One of them has ended; who feeds it finds out.
    }
  };
  const timer = setInterval(sample, PERIOD);
  try {
    await happens();
  } finally {
    clearInterval(timer);
  }
  return { start, max, end: mebibytes(pids, 'VmRSS'), peak: mebibytes(pids, 'VmHWM') };
};
