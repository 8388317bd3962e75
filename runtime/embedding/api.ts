import type { ServiceStatus, Step } from '../watch/messages.ts';

/*
 * What `import { supervise } from 'runstate'` gives: types only. This file, and that of messages, are in the package as
 * they are.
 */

export type { ActorPath, LastExit, Plain, ServiceStatus, StateValue, Step, StepKind } from '../watch/messages.ts';

/** `sv`'s letters: up, down, once, exit; TERM, KILL, STOP, CONT, HUP, ALRM, INT, QUIT, USR1, USR2. */
export type Letter = 'u' | 'd' | 'o' | 'x' | 't' | 'k' | 'p' | 'c' | 'h' | 'a' | 'i' | 'q' | '1' | '2';

/** States of a service, and `gone`: it is not supervised any more, or not yet. */
export type State = 'down' | 'starting' | 'running' | 'finishing' | 'backoff' | 'gone';

/** How a service is when it is in one of these states. */
export type StatusIn<States extends State> = 'gone' extends States ? ServiceStatus | undefined : ServiceStatus;

/** Something the person in charge should hear of: what is wrong with a service, or a directory. */
export type Problem = {
  readonly program: 'runsv' | 'runsvdir' | 'svlogd' | 'runit';
  /** The service or directory. */
  readonly subject: string | undefined;
  /** `pausing`: tried again, for ever. */
  readonly level: 'info' | 'warning' | 'pausing' | 'fatal';
  readonly message: string;
  /** Errno name. */
  readonly code?: string | undefined;
  readonly cause?: unknown;
};

export type SuperviseOptions = {
  /** Each service leads a session of its own, so that Ctrl-C in the terminal does not reach it: runsvdir's `-P`. False. */
  readonly session?: boolean;
  /** Hears of problems; left out, they are told on standard error in runit's words. What it throws is ignored. */
  readonly report?: (problem: Problem) => void;
};

/** A step, and how many were missed before it: whoever reads too slowly misses some, and nobody waits for him. */
export type FollowedStep = Step & { readonly missed: number };

/** What XState tells of an actor: see its documentation of inspection. */
export type InspectionEvent = {
  readonly type: string;
  readonly actorRef: object;
  readonly event?: { readonly type: string };
  readonly snapshot?: object;
};

/**
 * A directory of services that is supervised in this process. A service is named as in `sv`: `web`, and `web/log` its
 * log service.
 */
export type Tree = {
  /** All services, as they are now. */
  services(): ServiceStatus[];
  /** One of them; undefined: there is none of that name. */
  service(name: string): ServiceStatus | undefined;
  /** Sends a letter, as `sv` does. Throws where there is no such service or letter. */
  control(name: string, letter: Letter): void;
  /**
   * Waits for a service to be in one of several states.
   *
   * @returns how it is then; undefined for `gone`. Rejects where the supervisor ends first, and with the reason of the
   * signal.
   */
  until<Wanted extends State>(
    name: string,
    states: Wanted | readonly Wanted[],
    signal?: AbortSignal,
  ): Promise<StatusIn<Wanted>>;
  /** What all actors do, from the call on, until the loop is left, or the supervisor ends; throws what has broken that. */
  steps(): AsyncIterableIterator<FollowedStep>;
  /** Has XState tell of every event, microstep and snapshot, within the transition. @returns ends it. */
  inspect(observer: (event: InspectionEvent) => void): () => void;
  /** Stops all services, and with them the supervisor. */
  stop(): Promise<void>;
  /** Ends the supervisor and leaves the services running: another one, here or elsewhere, takes them over. */
  leave(): Promise<void>;
  /** Settles when the supervisor has ended, by `stop`, `leave` or otherwise; rejects with the fault that broke it. */
  readonly ended: Promise<void>;
};

/**
 * Supervises a directory of services, as `runsvdir` does, in this process.
 *
 * What of the process is touched: one listener for SIGCHLD stays from the first call on. No other signal is handled, no
 * limit, directory or title changed. Services get the environment and the limits as they are when they start.
 *
 * @returns when the directory has been looked at. Rejects where it cannot be.
 */
export type Supervise = (directory: string, options?: SuperviseOptions) => Promise<Tree>;
