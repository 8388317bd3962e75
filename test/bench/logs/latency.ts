import { closeSync, fstatSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { quantile } from 'simple-statistics';
import type { Case } from '../case.ts';
import type { Intake } from '../support/intake.ts';
import { linesOf } from '../support/lines.ts';
import { askedAll } from './intakes.ts';

const BYTES = 80;
const PATIENCE = 10_000;

/** Microseconds from the write of a line until `current` has it, for line after line; looks without a pause. */
const pingPong = ({ fd, logs }: Intake, count: number): number[] => {
  const line = linesOf(BYTES, 1);
  const current = openSync(join(logs, 'current'), 'r');
  const times: number[] = [];
  for (let index = 0; index < count; index++) {
    const wanted = fstatSync(current).size + BYTES;
    const begin = performance.now();
    writeSync(fd, line);
    while (fstatSync(current).size < wanted)
      if (performance.now() - begin > PATIENCE) throw new Error(`line ${index + 1} of ${count} was not logged`);
    times.push((performance.now() - begin) * 1000);
  }
  closeSync(current);
  return times;
};

/** One line, logged before the next one is written. */
export const latency = (count: number): Case => ({
  name: `a line until it is in current, ${count} lines of ${BYTES} bytes, -tt`,
  measures: [
    { key: 'p50', title: 'p50 µs' },
    { key: 'p99', title: 'p99 µs' },
    { key: 'max', title: 'max µs' },
  ],
  contenders: askedAll(async (intake) => {
    const times = pingPong(intake, count);
    return { p50: quantile(times, 0.5), p99: quantile(times, 0.99), max: Math.max(...times) };
  }),
});
