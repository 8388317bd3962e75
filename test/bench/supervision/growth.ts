import { linearRegression } from 'simple-statistics';
import type { Case, Contender, Measure, Sample } from '../case.ts';
import { shareOf } from '../support/memory.ts';
import { supervising } from '../support/processes.ts';
import { sleep } from '../support/sleep.ts';
import { during, idlers } from './field.ts';
import type { Supervisor } from './supervisors/supervisor.ts';

/** Milliseconds from when all run until their memory is looked at: what starting takes for a while has gone. */
const SETTLE = 15_000;

/** Kilobytes that so many services take, and the seconds from the supervisor's start until the last one runs. */
type Size = { readonly count: number; readonly pss: number; readonly dirty: number; readonly seconds: number };

const sized = (supervisor: Supervisor, count: number): Promise<Size> =>
  during(supervisor, idlers(count), async (_, seconds) => {
    await sleep(SETTLE);
    return { count, ...shareOf(supervising()), seconds };
  });

/** Kilobytes by which each further service adds to what there is: a line fitted by least squares. */
export const perService = (sizes: readonly Size[], kind: 'pss' | 'dirty'): number =>
  linearRegression(sizes.map((size) => [size.count, size[kind]])).m;

const sampleOf = (sizes: readonly Size[]): Sample => ({
  ...Object.fromEntries(
    sizes.flatMap(({ count, pss, dirty, seconds }) => [
      [`pss-${count}`, pss / 1024],
      [`dirty-${count}`, dirty / 1024],
      [`seconds-${count}`, seconds],
    ]),
  ),
  pss: perService(sizes, 'pss'),
  dirty: perService(sizes, 'dirty'),
});

const contender = (supervisor: Supervisor, counts: readonly number[]): Contender => ({
  name: supervisor.name,
  missing: supervisor.missing,
  async run(note) {
    if (supervisor.most < Math.max(...counts)) note(`fitted to ${supervisor.most} services at most`);
    const sizes: Size[] = [];
    for (const count of new Set(counts.map((one) => Math.min(one, supervisor.most))))
      sizes.push(await sized(supervisor, count));
    return sampleOf(sizes);
  },
});

const measuresOf = (counts: readonly number[]): readonly Measure[] => {
  const most = Math.max(...counts);
  return [
    ...counts.map((count) => ({ key: `pss-${count}`, title: `${count}: PSS MiB` })),
    { key: 'pss', title: 'kB a service' },
    { key: `dirty-${most}`, title: `${most}: dirty MiB` },
    { key: 'dirty', title: 'kB a service' },
    ...counts.filter((count) => count > 1).map((count) => ({ key: `seconds-${count}`, title: `${count} run, s` })),
  ];
};

/**
 * What supervisors and loggers take, all their processes together, services left out; and how long they need until the
 * last of all services and loggers runs, by its own stamp: a service makes a file, a logger its log.
 */
export const growth = (supervisors: readonly Supervisor[], counts: readonly number[]): Case => ({
  name: `memory and start-up: ${counts.join(', ')} services with loggers`,
  measures: measuresOf(counts),
  rounds: 2,
  contenders: supervisors.map((supervisor) => contender(supervisor, counts)),
});
