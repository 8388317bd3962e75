import {
  type AnyActorRef,
  type CallbackActorLogic,
  type EventObject,
  fromCallback,
  type NonReducibleUnknown,
} from 'xstate';
import type { ControlEvent, ServiceSignal } from './rules/control-letter.ts';
import type { ExitStatus } from './rules/exit-status.ts';
import type { KeptService } from './rules/kept.ts';
import type { OrderLetter } from './rules/orders.ts';
import type { ServiceEntry } from './rules/reconcile.ts';
import type { StatusRecord, Want } from './rules/status-record.ts';

/** When a fact happened, on both clocks: decisions use `elapsed`, files show `wall`. */
export type Moment = {
  /** Milliseconds on a monotonic clock. */
  readonly elapsed: number;
  /** Microseconds since the Unix epoch. */
  readonly wall: number;
};

/** Which of the two programs of a service directory: the service itself, or its logger under `log/`. */
export type Role = 'main' | 'log';

/** A process found alive that an earlier runsv had started, and what its files say of it. */
export type Adoptable = {
  readonly file: 'run' | 'finish';
  readonly pid: number;
  /** When `run` was started; `elapsed` may lie before this program's own start. */
  readonly since: Moment;
  /** What was asked of the service, or of that runsv: `exit`. */
  readonly want: Want;
  readonly paused: boolean;
  readonly gotTerm: boolean;
  /** It is wanted down by an `o`, or nothing is known of a letter that came before its start: no stop is due. */
  readonly once: boolean;
};

/**
 * Port `program`: starts `./run` or `./finish`, tells its end, signals it. Stopping the actor is not an order to die.
 * Exactly one of `absent`, `refused`, `failed` and `started` comes first; after `started` comes `exited`.
 */
export type ProgramInput = {
  readonly place: string;
  readonly role: Role;
  readonly file: 'run' | 'finish';
  readonly args: readonly string[];
  /** Pid of a running process to take over instead of starting one; 0: start. */
  readonly adopt: number;
  /** It is paused: a logger that this program hosts does not read. Only of one that is taken over. */
  readonly held?: boolean;
};
export type ProgramOrder = { readonly type: 'program.signal'; readonly signal: ServiceSignal };
export type ProgramFact =
  /** There is no such file to run: `finish` cannot be opened for reading. */
  | { readonly type: 'program.absent'; readonly at: Moment }
  /** The kernel refused to make a process: out of memory or of processes. */
  | { readonly type: 'program.refused'; readonly at: Moment }
  /** It could not be executed; the reason has been reported. Counts as an exit with 111. */
  | ({ readonly type: 'program.failed'; readonly at: Moment } & Lacking)
  | { readonly type: 'program.started'; readonly pid: number; readonly at: Moment }
  | ({ readonly type: 'program.exited'; readonly status: ExitStatus; readonly at: Moment } & Lacking);

/** What is told with an end: who need not be started, nor asked, because it is not there. */
export type Lacking = {
  /** It was `run`, and there is no `finish` that could be opened for reading. */
  readonly finishless?: true;
  /** There are no control scripts, as with {@link ControlEvent}. */
  readonly unscripted?: true;
};

/** Port `script`: runs `control/LETTER` if it is there, and tells once how it ended. */
export type ScriptInput = { readonly place: string; readonly letter: OrderLetter | 'u' };
export type ScriptOrder = { readonly type: 'script.kill' };
export type ScriptFact = {
  readonly type: 'script.finished';
  readonly letter: OrderLetter | 'u';
  /** The script exited 0: the signal it stands for is not to be sent. */
  readonly suppressed: boolean;
};

/**
 * Port `supervise`: the service directory held open and locked, its control FIFOs, its status files. Opening is in two
 * steps, so that the `ok` FIFO tells of a live runsv only when the status files are true.
 */
export type SuperviseInput = {
  /** Name under which the other ports of this runsv find the open directory. */
  readonly place: string;
  readonly directory: string;
  /** The `serviceKey` that a scan saw there: another directory that has the name by now is another service. */
  readonly key?: string | undefined;
  /** The directory as messages name it. */
  readonly label: string;
  /** Every program becomes leader of a session of its own. */
  readonly session: boolean;
};
export type SuperviseOrder =
  | { readonly type: 'supervise.open' | 'supervise.announce' }
  /** `once`: as in {@link Adoptable}. */
  | { readonly type: 'status.write'; readonly role: Role; readonly record: StatusRecord; readonly once: boolean }
  /** Lets go of our end of the log pipe, so that the logger reads to its end; and takes hold of it again. */
  | { readonly type: 'logpipe.close' | 'logpipe.open' }
  /** Has an exit come for the service, as a `supervise.control`, when all letters have been heard that are written by now. */
  | { readonly type: 'supervise.exit' };
/** `down`: it is not started by itself: the file of that name is there, or the runsv before left it so when it was killed. */
export type OpenedRole = {
  readonly down: boolean;
  readonly adoptable: Adoptable | undefined;
  /** What the program before this one has handed over. */
  readonly kept?: KeptService | undefined;
};
export type SuperviseFact =
  | {
      readonly type: 'supervise.opened';
      readonly main: OpenedRole;
      readonly log: OpenedRole | undefined;
      /** It was handed over, and has been told to leave for good. */
      readonly final?: boolean;
      readonly at: Moment;
    }
  /** Another runsv holds the lock of our log directory: nothing is open, to be tried again. */
  | { readonly type: 'supervise.busy' }
  /**
   * Nobody can know just now whether a process of an earlier runsv's is there: nothing is open, to be tried again. The
   * reason has been reported.
   */
  | { readonly type: 'supervise.unsure' }
  /** Cannot go on; the reason has been reported. */
  | { readonly type: 'supervise.failed' }
  | { readonly type: 'supervise.announced' }
  /** `at`: when the letter was read, of one that may bring a service back; undefined where none was. */
  | { readonly type: 'supervise.control'; readonly role: Role; readonly order: ControlEvent; readonly at?: Moment }
  /** An exception inside an adapter of this service. */
  | { readonly type: 'supervise.faulted'; readonly cause: unknown };

/** What a runsv is given, hosted or a process of its own. */
export type RunsvInput = SuperviseInput;
export type RunsvOutput = {
  /** 0: told to exit; 111: could not go on. */
  readonly exitCode: number;
};
/**
 * The one order that a runsv takes from outside its FIFOs: SIGTERM's. A letter may take it back, as under runit, unless
 * it is `final`: its scanner waits for the end.
 */
export type RunsvOrder = { readonly type: 'runsv.leave'; readonly final?: boolean };

/** Port `scan`: looks at the directory of services when it changes, and every few seconds in any case. */
export type ScanInput = {
  readonly directory: string;
  /**
   * Whether anything would be done at `scan.ticked`: mostly not, and who rests is not to be told every few seconds. It is
   * asked after each look: to be told where that changes at another time, order one.
   */
  readonly isWaitedFor: () => boolean;
};
export type ScanOrder =
  /** `forced`: even where nothing seems to have changed, and to be acknowledged. */
  | { readonly type: 'scan.now'; readonly forced: boolean }
  /** Writes `.forced-rescan`: the forced scan has been acted on. */
  | { readonly type: 'scan.acknowledge' };
export type SeenEntry = ServiceEntry & {
  /** The name is a symbolic link to the directory. */
  readonly link: boolean;
  /** When the directory last changed: microseconds since the Unix epoch. */
  readonly changed: number;
};
export type ScanFact =
  | {
      readonly type: 'scan.completed';
      readonly entries: readonly SeenEntry[];
      /** Names that could not be looked at just now: not gone. */
      readonly unknown: readonly string[];
      /** Links that lead nowhere just now: gone when they still do at the next look. */
      readonly dangling: readonly string[];
      readonly forced: boolean;
      readonly at: Moment;
    }
  /** Directories that have come under new names since the last look; under all others there is what there was. */
  | { readonly type: 'scan.added'; readonly entries: readonly SeenEntry[]; readonly at: Moment }
  /** Some seconds have passed, and somebody waits for that, or the directory could never be looked at. */
  | { readonly type: 'scan.ticked' };

/** A port without its adapter: says so instead of doing nothing. */
export const unprovided = <E extends EventObject, I extends NonReducibleUnknown>(
  name: string,
): CallbackActorLogic<E, I> =>
  fromCallback<E, I>(() => {
    throw new Error(`port ${name} has no adapter: provide() one`);
  });

/** A reference to the actor behind the `supervise` port. */
export type SuperviseRef = AnyActorRef;
