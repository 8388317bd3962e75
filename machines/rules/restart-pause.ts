/** A pause is a whole second even when the run lasted 0.9 s: runit sleeps once, it does not top up. */
export const RESTART_PAUSE = 1000;

/** runit waits this long, in milliseconds, after the kernel refused to fork. */
export const FORK_PAUSE = 5000;

/**
 * Whether a service that goes down at `endedAt` must rest before its next start: when less than a second passed since
 * `run` was started, the time of `finish` counted in. Both in milliseconds on the monotonic clock.
 */
export const diedTooSoon = (startedAt: number, endedAt: number): boolean => endedAt < startedAt + RESTART_PAUSE;
