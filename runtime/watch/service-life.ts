import { signalName } from '../../machines/rules/signal-name.ts';
import type { ServiceContext } from '../../machines/service-context.ts';
import { statusOf } from '../../machines/service-context.ts';
import { type Condition, conditionAfter } from './condition.ts';
import type { LastExit, ServiceStatus, StateValue } from './messages.ts';
import type { Watched } from './note.ts';
import { firstWord } from './state-value.ts';

/** What a hosted logger has written since it was started. */
export type Written = { readonly bytes: number; readonly rotations: number };

/** A service actor, and what its snapshots do not tell any more: starts and ends. */
export type WatchedService = Watched & { condition: Condition | undefined; exitAt: number };

const ENDS: ReadonlySet<string> = new Set(['program.exited', 'program.failed']);

/**
 * Takes a step of a service into account; true: `run` was started anew.
 *
 * @param from the state before; undefined: it has just been started.
 */
export const liveOn = (
  service: WatchedService,
  event: { readonly type: string },
  from: StateValue | undefined,
): boolean => {
  if (from !== undefined && !event.type.startsWith('program.')) return false;
  const { value, context, condition } = service;
  service.condition = conditionAfter(condition, { value, context: context as ServiceContext });
  if (from !== undefined && ENDS.has(event.type) && firstWord(from) !== 'finishing') service.exitAt = Date.now();
  return service.condition.starts > Math.max(1, condition?.starts ?? 0);
};

const lastExitOf = ({ condition, exitAt }: WatchedService): LastExit | null => {
  const exit = condition?.lastExit;
  if (!exit) return null;
  return { at: exitAt, code: exit.code, signal: exit.signal === null ? null : signalName(exit.signal) };
};

/** How a service is now. `written`: of its hosted logger, where it is a log service that has one. */
export const serviceStatusOf = (service: WatchedService, written: Written | undefined): ServiceStatus => {
  const { path, value, condition } = service;
  const context = service.context as ServiceContext;
  const { want, paused, gotTerm, pid, since } = statusOf(context);
  return {
    actor: path,
    name: path.slice(0, path.lastIndexOf('/')),
    role: context.role,
    state: firstWord(value),
    value,
    ...{ want, paused, gotTerm },
    pid: pid === 0 ? null : pid,
    since: since / 1000,
    restarts: Math.max(0, (condition?.starts ?? 0) - 1),
    lastExit: lastExitOf(service),
    hosted: written !== undefined,
    log: written ? { bytes: written.bytes, rotations: written.rotations } : null,
  };
};
