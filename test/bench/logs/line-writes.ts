import { closeSync } from 'node:fs';
import type { Case, Contender, Sample } from '../case.ts';
import { cpuSeconds } from '../support/cpu.ts';
import { openPipe } from '../support/intake.ts';
import { linesFile, MARKER } from '../support/lines.ts';
import { untilAtItsEnd } from '../support/log-end.ts';
import { loggers } from '../support/loggers.ts';
import { type Running, start, succeeded } from '../support/processes.ts';
import { askedAll } from './intakes.ts';
import { SPEED } from './throughput.ts';

/** One write(2) a line; dd because it is everywhere and does little else. */
const writeLines = (bytes: number, input: string, stdout: number): Running =>
  start(['dd', `if=${input}`, `bs=${bytes}`, 'status=none'], { stdout });

/** What the writer can do at most: into a reader that does nothing. */
const floor = (bytes: number, total: number): Contender => ({
  name: '(cat >/dev/null)',
  async run(): Promise<Sample> {
    const input = linesFile(bytes, total);
    const { reader, writer } = openPipe();
    const cat = start(['cat'], { stdin: reader });
    closeSync(reader);
    const begin = performance.now();
    const dd = writeLines(bytes, input, writer);
    closeSync(writer);
    await succeeded('cat', cat);
    const wall = (performance.now() - begin) / 1000;
    await succeeded('dd', dd);
    return { rate: total / 1e6 / wall, wall };
  },
});

/** A service that writes line by line: how the logger keeps up. */
export const lineWrites = (bytes: number, total: number): Case => {
  const contenders = askedAll(async ({ fd, logs, processes }) => {
    const input = linesFile(bytes, total);
    const cpuBefore = cpuSeconds(processes());
    const begin = performance.now();
    const dd = writeLines(bytes, input, fd);
    await succeeded('dd', dd);
    await untilAtItsEnd(logs, MARKER);
    const wall = (performance.now() - begin) / 1000;
    const cpu = cpuSeconds(processes()) - cpuBefore;
    return { rate: total / 1e6 / wall, wall, cpu };
  }, loggers);
  const name = `one write a line, ${bytes}-byte lines, ${total / 1e6} MB, -tt`;
  return { name, measures: SPEED, contenders: [...contenders, floor(bytes, total)] };
};
