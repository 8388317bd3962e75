import type { Case, Contender, Sample } from '../case.ts';
import { Bell } from '../support/bell.ts';
import { connect } from '../watch/supervised.ts';
import { several, untilReady } from './answering.ts';
import { orders } from './control.ts';
import { during } from './field.ts';
import { summaryOf } from './latency.ts';
import { restarts } from './restart.ts';
import { MAKE_STAMP } from './supervisors/directories.ts';
import { hosting } from './supervisors/scanned.ts';
import type { Field, Service, Supervisor } from './supervisors/supervisor.ts';

const LOUD = 10;
const QUIET = 20;
const PATIENCE = 60_000;
const LINE = 'an ordinary line 0123456789abcdef 0123456789abcdef 0123456789abcdef 0123456789';

/** Services that log lines of 80 bytes for as long as somebody takes them. */
const flood: readonly Service[] = Array.from({ length: LOUD }, (_, index) => ({
  name: `loud${index}`,
  script: `${MAKE_STAMP}\nexec yes '${LINE.padEnd(79, '.')}'`,
}));

const prefixed = (prefix: string, sample: Sample): Sample =>
  Object.fromEntries(Object.entries(sample).map(([key, value]) => [`${prefix}-${key}`, value]));

const measured = async (field: Field, bell: Bell, names: readonly string[], count: number): Promise<Sample> => {
  const pids = untilReady(bell, names.length, PATIENCE);
  const letters = await orders(field, names, bell, count);
  const killed = await restarts(bell, pids, Math.ceil(count / names.length / 5));
  return { ...prefixed('letter', summaryOf(letters)), ...prefixed('restart', summaryOf(killed)) };
};

/** Ours tells what its event loop was delayed by in the last ten seconds at most. */
const withLoop = async (field: Field, happens: () => Promise<Sample>): Promise<Sample> => {
  const client = await connect(field);
  await client.ask({ type: 'load' }, 'load');
  const sample = await happens();
  const { load } = await client.ask({ type: 'load' }, 'load');
  client.close();
  return { ...sample, loop: load.loopDelayP99 };
};

const contender = (supervisor: Supervisor, count: number): Contender => ({
  name: supervisor.name,
  missing: supervisor.missing ?? supervisor.noFlood,
  async run() {
    const bell = new Bell();
    const quiet = several(QUIET, bell);
    const names = quiet.map(({ name }) => name);
    try {
      return await during(supervisor, [...quiet, ...flood], (field) => {
        const happens = () => measured(field, bell, names, count);
        return supervisor === hosting ? withLoop(field, happens) : happens();
      });
    } finally {
      bell.close();
    }
  },
});

/** Control and restart, as they are measured alone, while ten services log as fast as they can. */
export const underLoad = (supervisors: readonly Supervisor[], count: number): Case => ({
  name: `under load: ${count} letters and then restarts of ${QUIET} services, while ${LOUD} log at full speed`,
  measures: [
    { key: 'letter-p50', title: 'letter p50 ms' },
    { key: 'letter-p99', title: 'p99 ms' },
    { key: 'restart-p50', title: 'restart p50 ms' },
    { key: 'restart-p99', title: 'p99 ms' },
    { key: 'loop', title: 'event loop p99 ms' },
  ],
  rounds: 3,
  contenders: supervisors.map((supervisor) => contender(supervisor, count)),
});
