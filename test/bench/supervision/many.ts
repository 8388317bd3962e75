import { closeSync, constants, openSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { quantile } from 'simple-statistics';
import { KEEPER } from '../../../adapters/keepers.ts';
import { sendSignal } from '../../../adapters/send-signal.ts';
import { commandLine } from '../../conformance/support/proc.ts';
import { until } from '../../support/until.ts';
import type { Case, Contender, Sample } from '../case.ts';
import { Bell } from '../support/bell.ts';
import { scheduledSeconds } from '../support/cpu.ts';
import { shareOf } from '../support/memory.ts';
import { supervising } from '../support/processes.ts';
import { ours } from '../support/programs.ts';
import { sleep } from '../support/sleep.ts';
import { taken } from '../support/taken.ts';
import { during, idlers } from './field.ts';
import { links } from './scan.ts';
import { hosting, unlogged } from './supervisors/scanned.ts';
import type { Field, Service, Supervisor } from './supervisors/supervisor.ts';

/** What a start leaves to be done is done then, and memory given back. */
const SETTLE = 60_000;
const MEASURED = 10_000;
const LINKS = 20;
/** On a machine that is not real, and has one processor. */
const PATIENCE = 1_800_000;
/** Descriptors a service that has been taken over, one more than before, and what is left for the rest. */
const NEEDED = new Map<Supervisor, number>([
  [hosting, 17],
  [unlogged, 6],
]);
const LEFT = 200;

/** How many services the hard limit of descriptors allows. */
const allowed = (supervisor: Supervisor): number => {
  const [, hard = '0'] = /^Max open files\s+\S+\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'latin1')) ?? [];
  return Math.floor((Number(hard) - LEFT) / NEEDED.get(supervisor)!);
};

const pidIn = ({ directory }: Field, { name }: Service): string =>
  readFileSync(join(directory, name, 'supervise/pid'), 'latin1').trim();

/** Whether somebody supervises a service. */
const isSupervised = ({ directory }: Field, { name }: Service): true => {
  closeSync(openSync(join(directory, name, 'supervise/ok'), constants.O_WRONLY | constants.O_NONBLOCK));
  return true;
};

/** Without who keeps log pipes: that one is there to outlive the supervisor. */
const supervisors = (): number[] => supervising().filter((pid) => commandLine(pid).at(-1) !== KEEPER.argv.at(-1));

/** Kills the supervisor, starts another one, and waits until that has taken over all. */
const takenOver = async (field: Field, services: readonly Service[]): Promise<Sample> => {
  const before = services.map((one) => pidIn(field, one));
  for (const pid of supervisors()) sendSignal(pid, 'SIGKILL');
  await until('the supervisor has gone', () => supervisors().length === 0);
  const began = performance.now();
  await field.start();
  for (const one of services) await until(`${one.name} is supervised`, () => isSupervised(field, one), PATIENCE);
  const took = (performance.now() - began) / 1000;
  await sleep(MEASURED);
  return { over: took, other: services.filter((one, index) => pidIn(field, one) !== before[index]).length };
};

const cpuOf = async (pids: readonly number[], milliseconds: number): Promise<number> => {
  const before = scheduledSeconds(pids);
  await sleep(milliseconds);
  return ((scheduledSeconds(pids) - before) * 1e6) / milliseconds;
};

/** One after the other; each is told as soon as it is known. */
const look = async (field: Field, services: readonly Service[], bell: Bell, tell: (some: Sample) => void) => {
  await sleep(SETTLE);
  const pids = supervising();
  tell({ pss: shareOf(pids).pss / services.length });
  tell({ descriptors: Math.max(...pids.map((pid) => readdirSync(`/proc/${pid}/fd`).length)) });
  tell({ cpu: await cpuOf(pids, MEASURED) });
  tell({ sv: await taken([ours('sv').path, 'status', services[0]!.name], LINKS, { SVDIR: field.directory }) });
  tell({ linked: quantile(await links(field, bell, LINKS, 100, PATIENCE), 0.5) });
  tell(await takenOver(field, services));
};

const contender = (supervisor: Supervisor, wanted: number): Contender => ({
  name: `${supervisor.name}: ${wanted} services`,
  missing: supervisor.missing,
  async run(note) {
    const count = Math.min(wanted, allowed(supervisor) - LINKS);
    if (count < wanted) note(`${count} services: that is what the hard limit of descriptors allows`);
    const bell = new Bell();
    const services = idlers(count);
    const sample: Record<string, number> = {};
    const tell = (some: Sample): void => void Object.assign(sample, some);
    try {
      return await during(supervisor, services, async (field, start) => {
        tell({ start });
        await look(field, services, bell, tell);
        return sample;
      });
    } catch (error) {
      note(`until then: ${JSON.stringify(sample)}`);
      throw error;
    } finally {
      bell.close();
    }
  },
});

/** Whether a service costs the same among many, and whether many are answered for and survive as few do. */
export const many = (counts: readonly number[]): Case => ({
  name: `many: ${counts.join(', ')} services under one runsvdir`,
  measures: [
    { key: 'start', title: 'until all run, s' },
    { key: 'pss', title: 'PSS kB a service' },
    { key: 'descriptors', title: 'descriptors' },
    { key: 'cpu', title: 'idle CPU ms/s' },
    { key: 'sv', title: 'sv status of one, ms' },
    { key: 'linked', title: 'linked one runs, ms' },
    { key: 'over', title: 'killed and taken over, s' },
    { key: 'other', title: 'pids that changed' },
  ],
  rounds: 1,
  contenders: [hosting, unlogged].flatMap((supervisor) => counts.map((count) => contender(supervisor, count))),
});
