import { readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Case } from '../case.ts';
import { cpuSeconds } from '../support/cpu.ts';
import { sleep } from '../support/sleep.ts';
import { type Form, forms, type Supervised, supervise } from './supervised.ts';

const SERVICES = 20;
/** Where `supervise/status` says whether a service is paused. */
const PAUSED = 16;
const PATIENCE = 30_000;

/** Sends one letter to each service, and waits until all have obeyed. */
const round = async (fds: readonly number[], files: readonly string[], letter: 'p' | 'c'): Promise<void> => {
  for (const fd of fds) writeSync(fd, letter);
  const wanted = letter === 'p' ? 1 : 0;
  const end = performance.now() + PATIENCE;
  for (const file of files)
    while (readFileSync(file)[PAUSED] !== wanted) {
      if (performance.now() > end) throw new Error(`${file} does not say ${letter}`);
      await sleep(1);
    }
};

const running = async ({ services }: Supervised, names: readonly string[]): Promise<void> => {
  for (const name of names)
    while (readFileSync(join(services, name, 'supervise/stat'), 'latin1').trim() !== 'run') await sleep(10);
};

const contender = (form: Form, rounds: number): Case['contenders'][number] => ({
  name: form.name,
  missing: form.runsvdir.missing,
  async run() {
    const names = Array.from({ length: SERVICES }, (_, index) => `s${index}`);
    const supervised = await supervise(form, new Map(names.map((name) => [name, 'exec sleep 1000000'])));
    await running(supervised, names);
    const fds = names.map((name) => supervised.control(name));
    const files = names.map((name) => join(supervised.services, name, 'supervise/status'));
    const some = Math.ceil(rounds / 10);
    // What comes first, V8 has not compiled yet.
    for (let count = 0; count < some; count++)
      for (const letter of ['p', 'c'] as const) await round(fds, files, letter);
    const processes = supervised.processes();
    const before = cpuSeconds(processes);
    for (let count = 0; count < rounds; count++)
      for (const letter of ['p', 'c'] as const) await round(fds, files, letter);
    const cpu = ((cpuSeconds(processes) - before) * 1e6) / (2 * rounds * SERVICES);
    await supervised.end();
    return { cpu };
  },
});

/** What a control letter costs: `sv pause` and `sv cont`, one after the other, each obeyed before the next. */
export const letters = (rounds: number): Case => ({
  name: `letters: ${2 * rounds * SERVICES} control letters to ${SERVICES} services`,
  measures: [{ key: 'cpu', title: 'CPU µs a letter' }],
  contenders: forms.map((form) => contender(form, rounds)),
});
