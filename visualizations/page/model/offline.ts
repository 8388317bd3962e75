import { orderOf } from './roster.ts';
import type { Plain, Recording, ServiceStatus, Step } from './types.ts';

const WANTS = ['up', 'down', 'exit'] as const;

const pidOf = (program: Plain | undefined): number | null =>
  program !== null && typeof program === 'object' && 'pid' in program && typeof program.pid === 'number'
    ? program.pid
    : null;

const statusOf = (last: Step, steps: readonly Step[]): ServiceStatus => {
  const starts = steps.filter(({ event, actor }) => actor === last.actor && event.type === 'program.started');
  const since = steps.findLast(({ actor, kind }) => actor === last.actor && kind === 'transition')?.at ?? last.at;
  return {
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
    restarts: Math.max(0, starts.length - 1),
    lastExit: null,
    hosted: false,
    log: null,
  };
};

/** The services of a recording, as they were at its end. */
export const offlineServices = ({ steps }: Recording): readonly ServiceStatus[] => {
  const last = new Map(steps.filter(({ machine }) => machine === 'service').map((step) => [step.actor, step]));
  return [...last.values()].map((step) => statusOf(step, steps)).sort(orderOf);
};
