import { writeSync } from 'node:fs';
import { waiting } from '../../conformance/support/fifo.ts';
import type { Case, Measure } from '../case.ts';
import type { Intake } from '../support/intake.ts';
import { endlessFile, linesFile } from '../support/lines.ts';
import { untilAtItsEnd } from '../support/log-end.ts';
import { loggers } from '../support/loggers.ts';
import { watchMemory } from '../support/memory.ts';
import { start, succeeded } from '../support/processes.ts';
import { sleep } from '../support/sleep.ts';
import { askedAll } from './intakes.ts';

const AFTER_ALL = 'after-all-lines';
const RESIDENT: readonly Measure[] = [
  { key: 'start', title: 'MiB at start' },
  { key: 'max', title: 'at most' },
  { key: 'end', title: 'at the end' },
  { key: 'peak', title: 'peak (VmHWM)' },
];

/** Gives a logger the same file many times over, and waits until all of it is logged. */
const feed = async ({ fd, logs }: Intake, input: string, times: number): Promise<void> => {
  const again = 'left=$1; while [ "$left" -gt 0 ]; do cat "$0" || exit; left=$((left - 1)); done';
  await succeeded('cat', start(['/bin/sh', '-c', again, input, String(times)], { stdout: fd }));
  // A write to a full pipe would block this process.
  while (waiting(fd) > 0) await sleep(10);
  writeSync(fd, `\n${AFTER_ALL}\n`);
  await untilAtItsEnd(logs, AFTER_ALL);
};

const size = (bytes: number): string => `${bytes / 1e6} MB`;

/** Whether a long life makes a logger fat. With a supervisor, the supervisor's processes count. */
export const longInput = (bytes: number, total: number, times: number): Case => ({
  name: `resident memory over ${size(total * times)} of ${bytes}-byte lines`,
  measures: RESIDENT,
  rounds: 1,
  contenders: askedAll(
    async (intake) => watchMemory(intake.processes(), () => feed(intake, linesFile(bytes, total), times)),
    loggers,
  ),
});

/** What one line without an end does to it. */
export const endlessLine = (total: number, times: number): Case => ({
  name: `resident memory over one line of ${size(total * times)}`,
  measures: RESIDENT,
  rounds: 1,
  contenders: askedAll(
    async (intake) => watchMemory(intake.processes(), () => feed(intake, endlessFile(total), times)),
    loggers,
  ),
});
