import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Case, Measure, Sample } from '../case.ts';
import { timed, timesIn } from '../support/cpu.ts';
import { linesFile, MARKER } from '../support/lines.ts';
import { hasAtItsEnd } from '../support/log-end.ts';
import { type Logger, loggers } from '../support/loggers.ts';
import { processIntake } from '../support/process-intake.ts';
import { start, succeeded } from '../support/processes.ts';
import { freshLogDirectory } from '../support/scratch.ts';

export const SPEED: readonly Measure[] = [
  { key: 'rate', title: 'MB/s' },
  { key: 'cpu', title: 'CPU s' },
];

/** Wall-clock time counts from the first write until the logger has ended; processor time is the logger's whole life. */
const run = async (logger: Logger, input: string, total: number): Promise<Sample> => {
  const notes = freshLogDirectory('notes');
  const times = join(notes, 'times');
  const intake = await processIntake(logger, (command) => timed(command, times));
  const begin = performance.now();
  const writer = start(['cat', input], { stdout: intake.fd });
  await intake.end();
  const wall = (performance.now() - begin) / 1000;
  await succeeded('cat', writer);
  if (!hasAtItsEnd(intake.logs, MARKER)) throw new Error('the last line is not in the log');
  const cpu = timesIn(times);
  intake.remove();
  rmSync(notes, { recursive: true });
  return { rate: total / 1e6 / wall, wall, cpu };
};

/** A prebuilt file through a pipe into loggers as processes of their own. */
export const throughput = (bytes: number, total: number): Case => ({
  name: `throughput, ${bytes}-byte lines, ${total / 1e6} MB, -tt, a process behind a pipe`,
  measures: SPEED,
  contenders: loggers.map((logger) => ({
    name: logger.name,
    missing: logger.missing,
    run: async () => run(logger, linesFile(bytes, total), total),
  })),
});
