import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Case } from '../case.ts';
import { cpuSeconds } from '../support/cpu.ts';
import { sleep } from '../support/sleep.ts';
import { type Form, forms, supervise } from './supervised.ts';

const SERVICES = 100;
/** Notes each start by a byte. */
const CRASHES = 'printf . >>starts; exit 1';
const WARM_UP = 3000;

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

const contender = (form: Form, seconds: number): Case['contenders'][number] => ({
  name: form.name,
  missing: form.runsvdir.missing,
  async run() {
    const names = Array.from({ length: SERVICES }, (_, index) => `s${index}`);
    const supervised = await supervise(form, new Map(names.map((name) => [name, CRASHES])));
    const starts = (): number =>
      names.reduce((sum, name) => sum + sizeOf(join(supervised.services, name, 'starts')), 0);
    await sleep(WARM_UP);
    const processes = supervised.processes();
    const before = { cpu: cpuSeconds(processes), starts: starts() };
    await sleep(seconds * 1000);
    const happened = starts() - before.starts;
    const used = cpuSeconds(processes) - before.cpu;
    await supervised.end();
    return { cpu: (used * 1e6) / happened, starts: happened / seconds };
  },
});

/** What a service costs that cannot live: `run` ends at once, and is started anew after its pause. */
export const crash = (seconds: number): Case => ({
  name: `crash: ${SERVICES} services that end at once, for ${seconds} s`,
  measures: [
    { key: 'cpu', title: 'CPU µs a start' },
    { key: 'starts', title: 'starts a second' },
  ],
  contenders: forms.map((form) => contender(form, seconds)),
});
