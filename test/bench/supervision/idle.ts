import type { Case, Contender } from '../case.ts';
import { scheduledSeconds } from '../support/cpu.ts';
import { supervising } from '../support/processes.ts';
import { sleep } from '../support/sleep.ts';
import { during, idlers } from './field.ts';
import type { Supervisor } from './supervisors/supervisor.ts';

/** Milliseconds from when all run until it is looked. */
const SETTLE = 30_000;

const contender = (supervisor: Supervisor, count: number, seconds: number): Contender => ({
  name: supervisor.name,
  missing: supervisor.missing ?? (supervisor.most < count ? `${supervisor.most} services at most` : undefined),
  run: () =>
    during(supervisor, idlers(count), async () => {
      await sleep(SETTLE);
      const processes = supervising();
      const before = scheduledSeconds(processes);
      await sleep(seconds * 1000);
      return { cpu: ((scheduledSeconds(processes) - before) * 1000) / seconds };
    }),
});

/** What supervisor and loggers do while nothing happens. */
export const idle = (supervisors: readonly Supervisor[], count: number, seconds: number): Case => ({
  name: `idle: ${count} services and loggers that do nothing, for ${seconds} s`,
  measures: [{ key: 'cpu', title: 'CPU ms a second' }],
  rounds: 2,
  contenders: supervisors.map((supervisor) => contender(supervisor, count, seconds)),
});
