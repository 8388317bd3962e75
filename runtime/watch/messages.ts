/**
 * What a supervisor tells those who look at it: one JSON object a line over a unix socket, and the same objects, one a
 * message, over the page's WebSocket. Types only: the page and the programs that ask read them as well.
 *
 * Names of directories may be any bytes; here they are text, bytes that are no UTF-8 as adapters/bytes.ts keeps them.
 */

/** A state of a machine, as XState writes it: `'down'`, `{ running: { orders: 'attending', killing: 'attending' } }`. */
export type StateValue = string | { readonly [region: string]: StateValue };

/** Anything that JSON has. */
export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [name: string]: Plain };

/**
 * An actor, by its place in the tree: empty for the scanner, `web` for the runsv of the directory `web`, `web/main` and
 * `web/log` for its two services, `web/log/svlogd` for a hosted logger and `web/log/svlogd/./main` for the machine of a
 * log directory of it, `./main`.
 */
export type ActorPath = string;

/**
 * What is in a recording. `snapshot` is a step that changed facts and no state; where an order changed what is wanted
 * (`sv once`, `sv down` while `finish` runs) it is in the history, others are for those who follow everything.
 */
export type StepKind = 'started' | 'event' | 'microstep' | 'transition' | 'snapshot' | 'stopped';

/** One thing that an actor did. */
export type Step = {
  /**
   * Numbers what the supervisor records, from 1, upwards. Whoever follows some actors or some kinds of steps sees only
   * the numbers of those, and events and microsteps have numbers only while somebody follows them: a hole means
   * nothing. What was missed is told by `gap` and by `lost`, and by nothing else.
   */
  readonly seq: number;
  /** Wall clock, in milliseconds. */
  readonly at: number;
  readonly actor: ActorPath;
  /** Id of its machine: `service`, `runsv`, `runsvdir`, `svlogd`, `log-directory`. */
  readonly machine: string;
  readonly kind: StepKind;
  /** What it was sent: `{ type: 'program.exited', … }`, bounded. */
  readonly event: { readonly type: string; readonly [field: string]: Plain };
  /** The event in words: `sv down`, `run exited with 1`, `the pause of 1 s is over`. */
  readonly cause: string;
  /** The state before; left out where there was none, or where it did not change. */
  readonly from?: StateValue;
  /** The state after. */
  readonly to: StateValue;
  /** The facts beside the state (the context, without references to actors), bounded. */
  readonly facts: { readonly [name: string]: Plain };
};

/** How a program ended last. */
export type LastExit = { readonly at: number; readonly code: number | null; readonly signal: string | null };

/** One service, or log service, as it is now. */
export type ServiceStatus = {
  readonly actor: ActorPath;
  /** Name of the directory. */
  readonly name: string;
  readonly role: 'main' | 'log';
  /** The first word of its state: `down`, `starting`, `running`, `finishing`, `backoff`, … */
  readonly state: string;
  readonly value: StateValue;
  readonly want: 'up' | 'down' | 'exit';
  readonly paused: boolean;
  readonly gotTerm: boolean;
  readonly pid: number | null;
  /** Wall clock of when it came up, or went down, in milliseconds. */
  readonly since: number;
  /** Starts of `run` after the first, under this supervisor. */
  readonly restarts: number;
  readonly lastExit: LastExit | null;
  /** A log service that runs inside the supervisor. */
  readonly hosted: boolean;
  /** What a hosted logger has written; null: there is none. */
  readonly log: { readonly bytes: number; readonly rotations: number } | null;
};

/** How the supervisor itself is. Durations in milliseconds, sizes in bytes. */
export type Load = {
  readonly at: number;
  /** Of the last seconds, or since the last question; 0 for the first one in minutes: measuring begins with it. */
  readonly loopDelayP99: number;
  readonly loopDelayMax: number;
  readonly resident: number;
  readonly heapUsed: number;
  readonly openDescriptors: number;
  /** Events of all actors since it started; -1 where nobody counted. */
  readonly events: number;
};

/** From the supervisor. */
export type Message =
  /** The first line to everyone. */
  | {
      readonly type: 'hello';
      readonly protocol: 1;
      readonly program: 'runsvdir' | 'runsv';
      readonly version: string;
      readonly pid: number;
      /** The services directory, as it was given, made absolute. */
      readonly directory: string;
      readonly startedAt: number;
    }
  /** `seq`: the last step that it takes account of. */
  | { readonly type: 'services'; readonly seq: number; readonly services: readonly ServiceStatus[] }
  /** One service that has changed (to followers). */
  | { readonly type: 'service'; readonly seq: number; readonly service: ServiceStatus }
  /** A service that is no more (to followers). */
  | { readonly type: 'forgotten'; readonly seq: number; readonly actor: ActorPath }
  | { readonly type: 'step'; readonly step: Step }
  /**
   * Steps that this listener has missed: it was too slow, or asked for more than is kept. `from` and `to` bound them.
   * Of the numbers in between, those are missed that it follows and is not told of all the same: what is kept of an
   * actor that does little reaches back further than what is kept of one that does much.
   */
  | { readonly type: 'gap'; readonly from: number; readonly to: number }
  /** The last steps of an actor and of those below it, oldest first. `lost`: how many older ones are not kept any more. */
  | { readonly type: 'history'; readonly actor: ActorPath; readonly lost: number; readonly steps: readonly Step[] }
  /**
   * How often `run` was started anew in the last hour: of all services, or of those below `actor`. Sixty counts, oldest
   * first; the last one is of the minute that began at `begun` (wall clock, in milliseconds) and still goes on. Told
   * once to a new follower, after `services`; whoever shows it for longer asks again.
   */
  | {
      readonly type: 'restarts';
      readonly actor: ActorPath;
      readonly begun: number;
      readonly perMinute: readonly number[];
    }
  | { readonly type: 'load'; readonly load: Load }
  /** The request cannot be answered; why. */
  | { readonly type: 'refused'; readonly reason: string };

/** To the supervisor. */
export type Request =
  | { readonly type: 'services' }
  | { readonly type: 'history'; readonly actor: ActorPath }
  /** Answered by `restarts`; without `actor`, of all services. */
  | { readonly type: 'restarts'; readonly actor?: ActorPath }
  /**
   * The first one is answered by `services` and `restarts`; then what changes is told: every service, and of steps what
   * was asked for. A further one changes what that is, and all services are not told again.
   *
   * `steps`: none; what is kept (starts, transitions, ends, and orders that changed facts only); or everything, events
   * and microsteps too. `actor`: only its steps, and those of actors below it.
   */
  | {
      readonly type: 'follow';
      readonly steps: 'none' | 'transitions' | 'all';
      readonly actor?: ActorPath;
      /** Go on after this step, from what is kept. */
      readonly since?: number;
    }
  | { readonly type: 'load' }
  | Order;

/**
 * An order, for the owner of the socket alone: a page does not pass it on. `upgrade`: the supervisor becomes the program
 * that is on disk now; it answers `refused` where it does not, and else hangs up, having become another one.
 */
export type Order = { readonly type: 'upgrade' };

/** A recording as a file: what `runstate history --json`, the page's export and its import share. */
export type Recording = {
  readonly format: 'runstate-recording';
  readonly version: 1;
  readonly directory: string;
  readonly recordedAt: number;
  readonly actor: ActorPath;
  readonly lost: number;
  readonly steps: readonly Step[];
};
