import type { ExitStatus } from '../../machines/rules/exit-status.ts';
import type { Want } from '../../machines/rules/status-record.ts';
import { type ServiceContext, statusOf } from '../../machines/service-context.ts';

/** The states of the service machine that last, by the names users see. */
export type ServiceState = 'down' | 'starting' | 'running' | 'finishing' | 'backoff' | 'gone';

/** What is seen of a service, or of its log service, at one moment; and what has been seen of it before. */
export type Condition = {
  readonly state: ServiceState;
  readonly want: Want;
  /** 0: no process. */
  readonly pid: number;
  /** Microseconds since the Unix epoch: the last start of `run`, or the time of going down. */
  readonly since: number;
  readonly paused: boolean;
  readonly gotTerm: boolean;
  /** How often `run` was seen to start. */
  readonly starts: number;
  /** How `run` ended last; undefined: it has not been seen to end. */
  readonly lastExit: ExitStatus | undefined;
  /** Monotonic clock of the last end. */
  readonly endedAt: number;
};

/** The part of a service actor's snapshot that is looked at. */
export type ServiceSnapshot = { readonly value: string | object; readonly context: ServiceContext };

const stateOf = (value: string | object): ServiceState =>
  (typeof value === 'string' ? value : Object.keys(value)[0]) as ServiceState;

/** Adds a snapshot to what was known: starts are counted by their pids, ends by their times. */
export const conditionAfter = (before: Condition | undefined, { value, context }: ServiceSnapshot): Condition => {
  const { want, pid, since, paused, gotTerm } = statusOf(context);
  const state = stateOf(value);
  const started = context.program?.file === 'run' && context.program.pid !== before?.pid;
  const ended = state === 'finishing' || (before !== undefined && before.endedAt !== context.endedAt);
  return {
    ...{ state, want, pid, since, paused, gotTerm },
    starts: (before?.starts ?? 0) + Number(started),
    lastExit: ended ? context.exit : before?.lastExit,
    endedAt: context.endedAt,
  };
};

/** Whether a reader who saw one condition should be shown the other. */
export const differs = (before: Condition | undefined, now: Condition): boolean =>
  before === undefined ||
  (['state', 'want', 'pid', 'paused', 'gotTerm', 'lastExit'] as const).some((field) => before[field] !== now[field]);
