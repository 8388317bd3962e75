import type { Case, Contender } from '../case.ts';
import { Bell } from '../support/bell.ts';
import { sleep } from '../support/sleep.ts';
import { answering, nextPid, several } from './answering.ts';
import { during } from './field.ts';
import { LATENCY, summaryOf } from './latency.ts';
import type { Field, Supervisor } from './supervisors/supervisor.ts';

const PATIENCE = 20_000;
/** Milliseconds between a start and the next link, at most: runit looks each five seconds. */
const PAUSE = 5000;
const SERVICES = 10;

/** Milliseconds from symlink(2) until the first word of the service, for so many services that are linked in turn. */
export const links = async (
  field: Field,
  bell: Bell,
  count: number,
  pause: number,
  patience = PATIENCE,
): Promise<number[]> => {
  const times: number[] = [];
  for (let turn = 0; turn < count; turn += 1) {
    const link = field.linker!(answering(`new${turn}`, bell));
    await sleep(Math.random() * pause);
    const began = performance.now();
    link();
    nextPid(bell, patience);
    times.push(performance.now() - began);
  }
  return times;
};

const contender = (supervisor: Supervisor, count: number): Contender => ({
  name: supervisor.name,
  missing: supervisor.missing ?? supervisor.noScan,
  async run() {
    const bell = new Bell();
    try {
      return await during(supervisor, several(SERVICES, bell), async (field) => {
        for (let index = 0; index < SERVICES; index += 1) nextPid(bell, PATIENCE);
        return summaryOf(await links(field, bell, count, PAUSE));
      });
    } finally {
      bell.close();
    }
  },
});

/** From the link to a service directory until the service runs. */
export const scan = (supervisors: readonly Supervisor[], count: number): Case => ({
  name: `scan: ${count} directories linked at any moment, until the service's first word`,
  measures: LATENCY,
  rounds: 3,
  contenders: supervisors.map((supervisor) => contender(supervisor, count)),
});
