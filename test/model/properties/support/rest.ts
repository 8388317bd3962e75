import { execa } from 'execa';
import type { Service } from '../../../conformance/support/service.ts';
import { runstate, type Subject } from '../../../conformance/support/subjects.ts';
import { until } from '../../../conformance/support/until.ts';
import { DEADLINE, isGone, isOf, type Lab, pidIn } from './lab.ts';
import type { Model } from './model.ts';

/** What the service is by the kernel's account, in the words of `sv status`. */
const truth = (service: Service): string => {
  const pid = pidIn(service, 'run.ready');
  return isOf(service, pid) ? `run: (pid ${pid})` : 'down:';
};

const isAtRest = (service: Service, { wanted }: Model): boolean => {
  const stat = service.stat();
  const isUp = truth(service).startsWith('run') && service.status().pid === pidIn(service, 'run.ready');
  if (wanted === 'up') return isUp && stat === 'run';
  if (wanted === 'down') return !isUp && stat === 'down';
  return isUp ? stat === 'run, want down' : stat === 'down';
};

/** The line of sv about a service, in the words of {@link truth}. */
const saidBy = async ({ sv }: Subject, lab: Lab, name: string): Promise<string> => {
  const { stdout } = await execa(sv, ['status', lab.service(name).directory], { reject: false, env: { LC_ALL: 'C' } });
  const [, state, pid = ''] = /^(\w+:) \S+ (\(pid \d+\) )?/.exec(stdout) ?? [];
  return `${state} ${pid}`.trim();
};

/** How long a letter is waited for that may have come too late for a runsv that was ending. */
const PATIENCE = 3000;

/** Where it is not known what is wanted the service is asked to be up, until it is. */
const askUp = async (lab: Lab, name: string, model: Model): Promise<void> => {
  const end = performance.now() + DEADLINE;
  do {
    await lab.write(name, 'cu');
    model.wanted = 'up';
    const isUp = () => isAtRest(lab.service(name), model);
    if (await until(`${name} is up`, isUp, { deadline: PATIENCE }).catch(() => false)) return;
  } while (performance.now() < end);
};

/** Waits until the service is what is wanted of it; a process that is stopped goes on. */
export const settle = async (lab: Lab, name: string, model: Model): Promise<void> => {
  const service = lab.service(name);
  const seen = () => [service.stat(), model, service.events().slice(-6)];
  if (model.away) await until(`${name} is gone`, () => lab.homes(name).every(isGone), { deadline: DEADLINE });
  else {
    if (model.wanted === 'unknown') await askUp(lab, name, model);
    await lab.write(name, 'c');
    await until(`${name} is at rest`, () => isAtRest(service, model), { deadline: DEADLINE, seen });
  }
  Object.assign(model, { dirty: false, leaving: false });
};

/**
 * Waits until the logger runs and is to go on: one that has been told to end, and is told at that moment that the service
 * is gone, takes no more, under runit as here. That it is wanted down for a moment shows that all letters have been taken.
 */
export const settleLogger = async (lab: Lab, name: string): Promise<void> => {
  const { log } = lab.service(name);
  const is = (what: string, test: () => boolean) =>
    until(`the logger of ${name} ${what}`, test, { deadline: DEADLINE, seen: () => log.stat() });
  await lab.write(`${name}/log`, 'co');
  await is('has taken all letters', () => log.status().want === 'd');
  await lab.write(`${name}/log`, 'u');
  await is('runs', () => log.stat() === 'run');
};

/** Both programs called sv tell what the kernel knows; asked again where the service has moved meanwhile. */
export const tellsTruth = async (lab: Lab, name: string, svs: readonly Subject[] = [runstate]): Promise<void> => {
  const service = lab.service(name);
  for (const subject of svs) {
    const end = performance.now() + DEADLINE;
    for (;;) {
      const [before, said] = [truth(service), await saidBy(subject, lab, name)];
      if (before === said) break;
      if (performance.now() > end) throw new Error(`${subject.name}'s sv says "${said}" of ${name}, it is "${before}"`);
    }
  }
};
