import type { Adoptable, Moment, ProgramFact, Role, ScriptFact, SuperviseRef } from './ports.ts';
import { owedOrders, takenWant } from './rules/adoption.ts';
import type { ControlEvent } from './rules/control-letter.ts';
import { CANNOT_EXECUTE, type ExitStatus } from './rules/exit-status.ts';
import type { KeptService, LastingFacts } from './rules/kept.ts';
import type { OrderLetter } from './rules/orders.ts';
import { diedTooSoon, RESTART_PAUSE } from './rules/restart-pause.ts';
import type { StatusRecord, Want } from './rules/status-record.ts';

/** What a service is given, and the facts it keeps beside its state. */
export type ServiceInput = {
  readonly place: string;
  readonly role: Role;
  /** Where status records go: the actor behind the `supervise` port. */
  readonly files: SuperviseRef;
  readonly want: Want;
  /** Start once although not wanted up. */
  readonly once?: boolean;
  readonly at: Moment;
  readonly adoptable?: Adoptable | undefined;
  /** What it goes on with; nothing else counts then. */
  readonly kept?: KeptService | undefined;
  /** What the service left that had gone before this one took its place. */
  readonly left?: ServiceOutput | undefined;
};

/** What a service leaves when it goes, down. */
export type ServiceOutput = Pick<ServiceContext, 'since' | 'paused' | 'startedAt' | 'endedAt'>;

/** Facts beside the state: what is asked, what was sent, what runs. */
export type ServiceContext = LastingFacts & {
  readonly place: string;
  readonly role: Role;
  readonly files: SuperviseRef;
  /** How `run` ended last. */
  readonly exit: ExitStatus;
  /** Orders not carried out yet; the first one's script may be running. */
  readonly pending: readonly OrderLetter[];
  readonly pause: number;
  /** The service above is gone: read to the end and leave. Log service only. */
  readonly draining: boolean;
  /** How it came to be: new; as it was found or handed over; or so, and in the midst of a pause. */
  readonly comes: 'anew' | 'found' | 'resting';
};

export type ServiceEvent =
  | ControlEvent
  | ProgramFact
  | ScriptFact
  | { readonly type: 'service.drain' | 'service.resume' };

/** The record of `supervise/status` for a service in this condition. */
export const statusOf = (
  context: Pick<LastingFacts, 'program' | 'since' | 'paused' | 'gotTerm' | 'want'>,
): StatusRecord => ({
  state: context.program?.file ?? 'down',
  since: context.since,
  pid: context.program?.pid ?? 0,
  paused: context.paused,
  gotTerm: context.gotTerm,
  want: context.want,
});

/** What a service takes over from the runsv before, with what its files say and what that runsv still owed it. */
const adopted = (role: Role, fresh: Want, adoptable: Adoptable): Partial<ServiceContext> => {
  const { file, pid, since, paused, gotTerm, once } = adoptable;
  const want = takenWant(adoptable, fresh);
  return {
    comes: 'found',
    want,
    spared: once && want === 'down',
    paused,
    gotTerm,
    program: { file, pid },
    since: since.wall,
    startedAt: since.elapsed,
    pending: owedOrders(role, adoptable, want),
  };
};

/** What a service goes on with that another program has handed over. */
const continued = ({ rest, ...facts }: KeptService): Partial<ServiceContext> => ({
  ...facts,
  ...(rest === undefined ? { comes: 'found' } : { comes: 'resting', pause: rest }),
});

/** What a service begins with that takes the place of one that had gone: what is left of its second of rest is due. */
const calledBack = (left: ServiceOutput, at: Moment): Partial<ServiceContext> => {
  const pause = Math.min(RESTART_PAUSE, left.endedAt + RESTART_PAUSE - at.elapsed);
  return pause > 0 && diedTooSoon(left.startedAt, left.endedAt) ? { ...left, comes: 'resting', pause } : left;
};

/** A service as it arrives: handed over, adopted, called back, or down. */
export const serviceContext = ({
  at,
  left,
  once = false,
  adoptable,
  kept,
  ...input
}: ServiceInput): ServiceContext => ({
  ...input,
  once,
  spared: once,
  paused: false,
  gotTerm: false,
  program: undefined,
  since: at.wall,
  startedAt: Number.NEGATIVE_INFINITY,
  endedAt: at.elapsed,
  exit: CANNOT_EXECUTE,
  pending: [],
  pause: RESTART_PAUSE,
  draining: false,
  comes: 'anew',
  ...(left && calledBack(left, at)),
  ...(adoptable && adopted(input.role, input.want, adoptable)),
  ...(kept && continued(kept)),
});

/** What the status files go on telling of it, should it be called back. */
export const serviceOutput = ({ since, paused, startedAt, endedAt }: ServiceContext): ServiceOutput => ({
  since,
  paused,
  startedAt,
  endedAt,
});
