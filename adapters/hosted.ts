import type { ExitStatus } from '../machines/rules/exit-status.ts';
import type { Place } from './place.ts';

/** A log service that runs inside this program instead of being a process. */
export type Hosted = {
  /** Does what the signal would do to the process. */
  signal(signal: NodeJS.Signals): void;
  /** Supervision ends: everything stays as a successor needs it. */
  leave(): void;
};

/** Runs log services inside this program where they are its own svlogd. */
export type Hosting = {
  /**
   * Runs the log service of a place here.
   *
   * @returns undefined where it is another program: it is to be started as the process that it is.
   */
  host(place: Place, exited: (status: ExitStatus) => void): Hosted | undefined;
  /**
   * Has what a hosted logger left unfinished taken into the log, before a process takes its place.
   *
   * @param drained told whether it was: a process that starts before would log what comes later first.
   * @returns undefined where there is nothing to be taken.
   */
  drain(place: Place, drained: (isDone: boolean) => void): Hosted | undefined;
  /** The log service of a place that has just been opened is down, and stays so: its pipe is not to be lost with this program. */
  rest(place: Place): void;
  /** The process that took its place is no more. */
  left(place: Place): void;
};
