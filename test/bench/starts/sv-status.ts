import type { Case, Contender, Measure } from '../case.ts';
import { during, idlers } from '../supervision/field.ts';
import { hosting, theirs } from '../supervision/supervisors/scanned.ts';
import type { Supervisor } from '../supervision/supervisors/supervisor.ts';
import { type Found, installed, ours } from '../support/programs.ts';
import { taken } from '../support/taken.ts';

const asking = (name: string, sv: Found, supervisor: Supervisor, count: number, times: number): Contender => ({
  name,
  missing: sv.missing ?? supervisor.missing,
  run: () => {
    const services = idlers(count);
    const command = [sv.path, 'status', ...services.map((one) => one.name)];
    return during(supervisor, services, async ({ directory }) => ({
      ms: await taken(command, times, { SVDIR: directory }),
    }));
  },
});

/** What `sv status` takes, beside a Node that does nothing. */
export const svStatus = (node: Contender, measures: readonly Measure[], count: number, times: number): Case => ({
  name: `sv status of ${count} ${count === 1 ? 'service' : 'services'}`,
  measures,
  rounds: 3,
  contenders: [
    node,
    asking('runstate: sv', ours('sv'), hosting, count, times),
    asking('runit: sv', installed('sv'), theirs, count, times),
  ],
});
