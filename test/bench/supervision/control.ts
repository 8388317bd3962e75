import type { Case, Contender } from '../case.ts';
import { Bell } from '../support/bell.ts';
import { sleep } from '../support/sleep.ts';
import { ANSWER, several, untilReady } from './answering.ts';
import { during } from './field.ts';
import { LATENCY, summaryOf } from './latency.ts';
import type { Field, Supervisor } from './supervisors/supervisor.ts';

const PATIENCE = 20_000;
/** Milliseconds between two orders, at most: so that they find the supervisor at whatever it does. */
const PAUSE = 10;

/** Milliseconds from an order until the service's answer to the signal is read, for so many orders to all in turn. */
export const orders = async (field: Field, names: readonly string[], bell: Bell, count: number): Promise<number[]> => {
  const signallers = await Promise.all(names.map((name) => field.signaller(name)));
  const times: number[] = [];
  for (let turn = 0; turn < count; turn += 1) {
    const signaller = signallers[turn % signallers.length]!;
    await sleep(Math.random() * PAUSE);
    const began = performance.now();
    signaller.send();
    while (bell.next('the signal is answered', PATIENCE) !== ANSWER);
    times.push(performance.now() - began);
    await signaller.answered();
  }
  return times;
};

const contender = (supervisor: Supervisor, services: number, count: number): Contender => ({
  name: supervisor.name,
  missing: supervisor.missing,
  async run() {
    const bell = new Bell();
    const quiet = several(services, bell);
    try {
      return await during(supervisor, quiet, async (field) => {
        untilReady(bell, services, PATIENCE);
        return summaryOf(
          await orders(
            field,
            quiet.map(({ name }) => name),
            bell,
            count,
          ),
        );
      });
    } finally {
      bell.close();
    }
  },
});

/**
 * From the order, a letter into the control FIFO where there is one, until the service's answer to SIGUSR1 is read: what
 * perl says in its handler.
 */
export const control = (supervisors: readonly Supervisor[], services: number, count: number): Case => ({
  name: `control: ${count} letters to ${services} services, until the signal is answered`,
  measures: LATENCY,
  rounds: 3,
  contenders: supervisors.map((supervisor) => contender(supervisor, services, count)),
});
