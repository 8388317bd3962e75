import type { Adoptable, Moment, ProgramFact, Role, ScriptFact, SuperviseRef } from './ports.ts';
import type { ControlEvent } from './rules/control-letter.ts';
import { CANNOT_EXECUTE, type ExitStatus } from './rules/exit-status.ts';
import type { OrderLetter } from './rules/orders.ts';
import { RESTART_PAUSE } from './rules/restart-pause.ts';
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
  /** What the service left that had gone before this one took its place. */
  readonly left?: ServiceOutput | undefined;
};

/** What a service leaves when it goes, down. */
export type ServiceOutput = Pick<ServiceContext, 'since' | 'paused' | 'startedAt' | 'endedAt'>;

/** Facts beside the state: what is asked, what was sent, what runs. */
export type ServiceContext = {
  readonly place: string;
  readonly role: Role;
  readonly files: SuperviseRef;
  readonly want: Want;
  readonly once: boolean;
  readonly paused: boolean;
  readonly gotTerm: boolean;
  /** The program that has a process; undefined: none has. */
  readonly program: { readonly file: 'run' | 'finish'; readonly pid: number } | undefined;
  /** Wall clock of the last start of `run`, or of going down: what the status record shows. */
  readonly since: number;
  /** Monotonic clock of the last start of `run`. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** How `run` ended last. */
  readonly exit: ExitStatus;
  /** Orders not carried out yet; the first one's script may be running. */
  readonly pending: readonly OrderLetter[];
  readonly pause: number;
  /** The service above is gone: read to the end and leave. Log service only. */
  readonly draining: boolean;
  readonly adoptable: Adoptable | undefined;
};

export type ServiceEvent =
  | ControlEvent
  | ProgramFact
  | ScriptFact
  | { readonly type: 'service.drain' | 'service.resume' };

/** The record of `supervise/status` for a service in this condition. */
export const statusOf = (context: ServiceContext): StatusRecord => ({
  state: context.program?.file ?? 'down',
  since: context.since,
  pid: context.program?.pid ?? 0,
  paused: context.paused,
  gotTerm: context.gotTerm,
  want: context.want,
});

/** A service as it arrives: adopted with what its files say, or down. */
export const serviceContext = (input: ServiceInput): ServiceContext => ({
  place: input.place,
  role: input.role,
  files: input.files,
  want: input.adoptable?.want ?? input.want,
  once: input.once ?? false,
  paused: input.adoptable?.paused ?? false,
  gotTerm: input.adoptable?.gotTerm ?? false,
  program: input.adoptable && { file: input.adoptable.file, pid: input.adoptable.pid },
  since: (input.adoptable?.since ?? input.at).wall,
  startedAt: input.adoptable?.since.elapsed ?? Number.NEGATIVE_INFINITY,
  endedAt: input.at.elapsed,
  exit: CANNOT_EXECUTE,
  pending: [],
  pause: RESTART_PAUSE,
  draining: false,
  adoptable: input.adoptable,
  ...input.left,
});

/** What the status files go on telling of it, should it be called back. */
export const serviceOutput = ({ since, paused, startedAt, endedAt }: ServiceContext): ServiceOutput => ({
  since,
  paused,
  startedAt,
  endedAt,
});
