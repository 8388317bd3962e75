import { sendSignal } from '../../../adapters/send-signal.ts';
import type { Case, Contender } from '../case.ts';
import { Bell } from '../support/bell.ts';
import { start } from '../support/processes.ts';
import { sleep } from '../support/sleep.ts';
import { nextPid, several, untilReady } from './answering.ts';
import { during } from './field.ts';
import { LATENCY, summaryOf } from './latency.ts';
import type { Supervisor } from './supervisors/supervisor.ts';

/** Milliseconds that a service must have lived: to one that ends sooner runit and others give a rest. */
const OLD_ENOUGH = 1200;
const PATIENCE = 20_000;
/** Who takes a second for each is not asked for all of them. */
const ENOUGH = 10_000;

/**
 * Milliseconds from the kill of a service until the first word of the next one, for services that are killed one after
 * the other, so many times each, or for as long as is enough.
 */
export const restarts = async (bell: Bell, first: readonly number[], passes: number): Promise<number[]> => {
  const times: number[] = [];
  const pids = [...first];
  const end = performance.now() + ENOUGH;
  for (let pass = 0; pass < passes; pass += 1) {
    await sleep(OLD_ENOUGH);
    for (const [index, pid] of pids.entries()) {
      const began = performance.now();
      if (began > end) return times;
      sendSignal(pid, 'SIGKILL');
      pids[index] = nextPid(bell, PATIENCE);
      times.push(performance.now() - began);
    }
  }
  return times;
};

const contender = (supervisor: Supervisor, count: number, passes: number): Contender => ({
  name: supervisor.name,
  missing: supervisor.missing,
  async run() {
    const bell = new Bell();
    try {
      return await during(supervisor, several(count, bell), async () =>
        summaryOf(await restarts(bell, untilReady(bell, count, PATIENCE), passes)),
      );
    } finally {
      bell.close();
    }
  },
});

/** What of it is the start of a shell, by this process. */
const plain = (times: number): Contender => ({
  name: '(sh, started by the bench)',
  async run() {
    const bell = new Bell();
    const taken: number[] = [];
    for (let turn = 0; turn < times; turn += 1) {
      const began = performance.now();
      const shell = start(['/bin/sh', '-c', `echo $$ 1<>${bell.path}`]);
      nextPid(bell, PATIENCE);
      taken.push(performance.now() - began);
      await shell.ended;
    }
    bell.close();
    return summaryOf(taken);
  },
});

/** From kill(2) with SIGKILL until the first word of the next `run`, a shell's `echo` into a FIFO, is read. */
export const restart = (supervisors: readonly Supervisor[], count: number, passes: number): Case => ({
  name: `restart: ${count * passes} services killed one after the other, until the next one's first word`,
  measures: LATENCY,
  rounds: 3,
  contenders: [...supervisors.map((supervisor) => contender(supervisor, count, passes)), plain(count * passes)],
});
