import type { AnyMachineSnapshot } from 'xstate';
import type { KeptRunsv, KeptService, KeptSlot } from './rules/kept.ts';
import type { ServiceSlot } from './runsvdir-context.ts';
import type { ServiceContext } from './service-context.ts';

/** All services at rest, or the name of one that is in the midst of something. */
export type Kept = { readonly slots: readonly KeptSlot[] } | { readonly busy: string };

const ATTENDING = { running: { orders: 'attending', killing: 'attending' } } as const;

/** Between two steps: nothing of it would be lost with the actors behind its ports. */
const isAtRest = (service: AnyMachineSnapshot): boolean => {
  const { program, draining } = service.context as ServiceContext;
  if (draining) return false;
  if (service.matches('down') || service.matches('backoff') || service.matches(ATTENDING)) return true;
  return service.matches({ finishing: 'attempting' }) && program?.pid !== 0;
};

const keptService = (service: AnyMachineSnapshot, now: number): KeptService | undefined => {
  if (!isAtRest(service)) return undefined;
  const { want, once, spared, paused, gotTerm, program, since, startedAt, endedAt, pause } =
    service.context as ServiceContext;
  const rest = service.matches('backoff') ? Math.max(0, endedAt + pause - now) : undefined;
  return { want, once, spared, paused, gotTerm, program, since, startedAt, endedAt, rest };
};

/** Undefined: it is in the midst of something. */
const keptRunsv = (runsv: AnyMachineSnapshot, now: number): KeptRunsv | undefined => {
  const { main, log } = runsv.children;
  // Before it supervises, and when its logger reads to the end, it has none. An exit that is to come would be lost.
  if (!main || runsv.context.owesExit) return undefined;
  const kept = keptService(main.getSnapshot() as AnyMachineSnapshot, now);
  const keptLog = log && keptService(log.getSnapshot() as AnyMachineSnapshot, now);
  if (!kept || (log && !keptLog)) return undefined;
  return { main: kept, log: keptLog, final: runsv.context.final };
};

/** It has nothing open, and begins anew. */
const hasNothing = (runsv: AnyMachineSnapshot): boolean =>
  (runsv.matches('waiting') || runsv.matches('unsure')) && !runsv.context.leaving;

const keptSlot = ({ actor, ...slot }: ServiceSlot, now: number): KeptSlot | undefined => {
  if (!actor) return slot.failed ? { ...slot, runsv: undefined } : undefined;
  const snapshot = actor.getSnapshot() as AnyMachineSnapshot;
  if (hasNothing(snapshot)) return { ...slot, runsv: undefined };
  const runsv = keptRunsv(snapshot, now);
  return runsv && { ...slot, runsv };
};

/**
 * What a scanner's services go on with in another program, where all of them are between two steps: no control script
 * runs, no start is under way, no order waits, no logger reads to its end.
 *
 * @param now monotonic, as in {@link Moment}.
 */
export const keptOf = (services: Iterable<ServiceSlot>, now: number): Kept => {
  const slots: KeptSlot[] = [];
  for (const service of services) {
    const slot = keptSlot(service, now);
    if (!slot) return { busy: service.name };
    slots.push(slot);
  }
  return { slots };
};
