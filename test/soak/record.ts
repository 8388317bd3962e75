/** One look at the supervisor. */
export type Sample = {
  /** Seconds since the run began. */
  readonly at: number;
  /** MiB, as `/proc/PID/smaps_rollup` tells them. */
  readonly resident: number;
  readonly dirty: number;
  /** MiB of JavaScript's heap in use. */
  readonly heap: number;
  /** Entries of `/proc/PID/fd`. */
  readonly descriptors: number;
  /** Milliseconds: 99th percentile of the delay of the event loop, of the last ten seconds at most. */
  readonly loopDelay: number;
  /** The same of the process that looks, which is idle: what the machine does to everybody. */
  readonly beside: number;
};

/** A service that was killed, and is there again: one a second of those that are. */
export type Restart = {
  readonly at: number;
  /**
   * Milliseconds from kill(2) with SIGKILL until the first word of the next `run` (a shell's `echo`) has come through a
   * FIFO, on the clock of who does both. Only of a service that has run for over a second: to that runit prescribes no
   * wait.
   */
  readonly latency: number;
  /** The same from the start of such a shell by the process that looks, just after. */
  readonly plain: number;
};

/** What came of a run. */
export type Record = {
  readonly samples: Sample[];
  readonly restarts: Restart[];
  /** Services that were killed and were not there again in time. */
  readonly missing: string[];
  /** Services that were killed and were there again. */
  crashes: number;
  letters: number;
  commands: number;
};

export const newRecord = (): Record => ({
  samples: [],
  restarts: [],
  missing: [],
  crashes: 0,
  letters: 0,
  commands: 0,
});
