import type { Case, Contender } from '../case.ts';
import { endAll } from '../support/processes.ts';
import { idlers, untilRunning } from './field.ts';
import type { Supervisor } from './supervisors/supervisor.ts';

const seconds = async (supervisor: Supervisor, count: number): Promise<number> => {
  const services = idlers(count);
  const field = supervisor.prepare(services);
  const began = Date.now();
  await field.start();
  const last = await untilRunning(field, services);
  await endAll();
  return (last - began) / 1000;
};

const contender = (supervisor: Supervisor, counts: readonly number[]): Contender => ({
  name: supervisor.name,
  missing: supervisor.missing,
  async run(note) {
    const within = counts.filter((count) => count <= supervisor.most);
    if (within.length < counts.length) note(`with ${supervisor.most} services at most`);
    const taken: [string, number][] = [];
    for (const count of within) taken.push([`${count}`, await seconds(supervisor, count)]);
    return Object.fromEntries(taken);
  },
});

/**
 * From the start of the supervisor until the last of all services and loggers runs, by its own stamp: a service first
 * makes a file, a logger its log.
 */
export const startUp = (supervisors: readonly Supervisor[], counts: readonly number[]): Case => ({
  name: `start-up: until ${counts.join(' and ')} services and their loggers run`,
  measures: counts.map((count) => ({ key: `${count}`, title: `${count}: seconds` })),
  rounds: 3,
  contenders: supervisors.map((supervisor) => contender(supervisor, counts)),
});
