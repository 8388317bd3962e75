import { statSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../../support/until.ts';
import { endAll } from '../support/processes.ts';
import { LOG, MAKE_STAMP, STAMP } from './supervisors/directories.ts';
import type { Field, Service, Supervisor } from './supervisors/supervisor.ts';

/** Milliseconds until all run: at least, and what each adds. */
const [START, EACH_START] = [300_000, 300];

/** Services that do nothing but say that they run. */
export const idlers = (count: number): Service[] =>
  Array.from({ length: count }, (_, index) => ({ name: `s${index}`, script: `${MAKE_STAMP}\nexec sleep 1000000` }));

/** When a file was made that nobody has written to; milliseconds since the Unix epoch. */
const madeAt = (path: string): number | false => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? false;

/**
 * Waits until services and their loggers run, and tells since when the last one of them does, by what they have made
 * themselves. Of services that log, only that they run is known.
 */
const untilRunning = async ({ directory, hasLoggers }: Field, services: readonly Service[]): Promise<number> => {
  let last = 0;
  const end = performance.now() + START + services.length * EACH_START;
  for (const { name } of services)
    for (const file of hasLoggers ? [STAMP, LOG] : [STAMP])
      last = Math.max(
        last,
        await until(`${name} has its ${file}`, () => madeAt(join(directory, name, file)), end - performance.now()),
      );
  return last;
};

/**
 * Has a supervisor run services while something is done; nothing of them is left then.
 *
 * @param happens is told how many seconds it took from the supervisor's start until the last one ran.
 */
export const during = async <T>(
  supervisor: Supervisor,
  services: readonly Service[],
  happens: (field: Field, seconds: number) => Promise<T>,
): Promise<T> => {
  const field = supervisor.prepare(services);
  try {
    const began = Date.now();
    await field.start();
    return await happens(field, ((await untilRunning(field, services)) - began) / 1000);
  } finally {
    await endAll();
  }
};
