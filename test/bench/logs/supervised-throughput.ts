import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../../support/until.ts';
import type { Case, Sample } from '../case.ts';
import { cpuSeconds } from '../support/cpu.ts';
import { linesFile, MARKER } from '../support/lines.ts';
import { untilAtItsEnd } from '../support/log-end.ts';
import { freshServices } from '../support/scratch.ts';
import { type Form, hosted, supervisedIntake, theirs, unhosted } from '../support/supervised-intake.ts';
import { SPEED } from './throughput.ts';

/** A FIFO for whose opening a service waits. */
const newGate = (): string => {
  const gate = join(freshServices('gate'), 'gate');
  execFileSync('mkfifo', [gate]);
  return gate;
};

/** Wall-clock time counts from the go until the last line is logged; processor time is that of supervisor and logger. */
const run = async (form: Form, note: (text: string) => void, input: string, total: number): Promise<Sample> => {
  const gate = newGate();
  const supervised = await supervisedIntake(form, note, `read go <'${gate}'\ncat '${input}'\nexec sleep 1000000`);
  const fd = await until('the service waits', () => openSync(gate, constants.O_WRONLY | constants.O_NONBLOCK));
  const cpuBefore = cpuSeconds(supervised.processes());
  const begin = performance.now();
  writeSync(fd, 'go\n');
  closeSync(fd);
  await untilAtItsEnd(supervised.logs, MARKER);
  const wall = (performance.now() - begin) / 1000;
  const cpu = cpuSeconds(supervised.processes()) - cpuBefore;
  await supervised.end();
  supervised.remove();
  return { rate: total / 1e6 / wall, wall, cpu };
};

/** The same file, written by a service to its own svlogd under a supervisor. */
export const supervisedThroughput = (bytes: number, total: number): Case => ({
  name: `throughput, ${bytes}-byte lines, ${total / 1e6} MB, -tt, from a service`,
  measures: SPEED,
  contenders: [theirs, hosted, unhosted].map((form) => ({
    name: form.name,
    missing: form.runsvdir.missing,
    run: async (note) => run(form, note, linesFile(bytes, total), total),
  })),
});
