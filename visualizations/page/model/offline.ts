import { orderOf } from './roster.ts';
import type { Plain, Recording, ServiceStatus, Step } from './types.ts';

const WANTS = ['up', 'down', 'exit'] as const;

const pidOf = (program: Plain | undefined): number | null =>
  program !== null && typeof program === 'object' && 'pid' in program && typeof program.pid === 'number'
    ? program.pid
    : null;

/** What is gathered of a service on the way through its steps. */
type Gathered = { last: Step; starts: number; since: number };

const gather = (steps: readonly Step[]): Gathered[] => {
  const all = new Map<string, Gathered>();
  for (const step of steps) {
    if (step.machine !== 'service') continue;
    const one = all.get(step.actor) ?? { last: step, starts: 0, since: step.at };
    one.last = step;
    if (step.event.type === 'program.started') one.starts += 1;
    if (step.kind === 'transition') one.since = step.at;
    all.set(step.actor, one);
  }
  return [...all.values()];
};

const statusOf = ({ last, starts, since }: Gathered): ServiceStatus => ({
  actor: last.actor,
  name: last.actor.split('/')[0]!,
  role: last.actor.endsWith('/log') ? 'log' : 'main',
  state: typeof last.to === 'string' ? last.to : (Object.keys(last.to)[0] ?? ''),
  value: last.to,
  want: WANTS.find((want) => want === last.facts.want) ?? 'up',
  paused: last.facts.paused === true,
  gotTerm: last.facts.gotTerm === true,
  pid: pidOf(last.facts.program),
  since,
  restarts: Math.max(0, starts - 1),
  lastExit: null,
  hosted: false,
  log: null,
});

/** The services of a recording, as they were at its end. */
export const offlineServices = ({ steps }: Recording): readonly ServiceStatus[] =>
  gather(steps).map(statusOf).sort(orderOf);
