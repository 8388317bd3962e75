import { statusValue } from '../../conformance/support/proc.ts';
import type { Sample } from '../case.ts';

const PERIOD = 50;

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
