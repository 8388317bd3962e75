import { linearRegression } from 'simple-statistics';
import type { Case, Contender, Sample } from '../case.ts';
import { shareOf } from '../support/memory.ts';
import { supervising } from '../support/processes.ts';
import { sleep } from '../support/sleep.ts';
import { during, idlers } from './field.ts';
import type { Supervisor } from './supervisors/supervisor.ts';

/** Milliseconds from when all run until it is looked: what starting takes for a while has gone. */
const SETTLE = 5000;

type Share = { readonly pss: number; readonly dirty: number };

const measured = (supervisor: Supervisor, count: number): Promise<Share> =>
  during(supervisor, idlers(count), async () => {
    await sleep(SETTLE);
    return shareOf(supervising());
  });

/** Kilobytes by which each further service adds to what there is; a line fitted by least squares. */
export const perService = (points: readonly (readonly [count: number, kilobytes: number])[]): number =>
  linearRegression(points.map((point) => [...point])).m;

const contender = (supervisor: Supervisor, counts: readonly number[]): Contender => ({
  name: supervisor.name,
  missing: supervisor.missing,
  async run(note) {
    const sample: Record<string, number> = {};
    const shares: (readonly [number, Share])[] = [];
    for (const count of counts.filter((one) => one <= supervisor.most)) {
      const share = await measured(supervisor, count);
      shares.push([count, share]);
      sample[`pss-${count}`] = share.pss / 1024;
      sample[`dirty-${count}`] = share.dirty / 1024;
    }
    if (shares.length < counts.length) note(`with ${supervisor.most} services at most`);
    for (const kind of ['pss', 'dirty'] as const)
      sample[kind] = perService(shares.map(([count, share]) => [count, share[kind]]));
    return sample satisfies Sample;
  },
});

/** What supervisors and loggers take, all their processes together, services left out. */
export const memory = (supervisors: readonly Supervisor[], counts: readonly number[]): Case => {
  const most = Math.max(...counts);
  return {
    name: `memory: PSS and private-dirty of supervisor and loggers, ${counts.join(', ')} services`,
    measures: [
      ...counts.map((count) => ({ key: `pss-${count}`, title: `${count}: PSS MiB` })),
      { key: 'pss', title: 'fitted kB a service' },
      { key: `dirty-${most}`, title: `${most}: dirty MiB` },
      { key: 'dirty', title: 'fitted kB a service' },
    ],
    rounds: 3,
    contenders: supervisors.map((supervisor) => contender(supervisor, counts)),
  };
};
