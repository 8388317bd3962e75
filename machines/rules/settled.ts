/** How long a directory must have been left alone, in microseconds: runit's scanner waits a second as well. */
export const SETTLE_TIME = 1_000_000;

/**
 * Whether a service directory may be started. A symbolic link appears whole. A directory that is being made in place
 * may still lack its `run`, or its `down`: it gets a second after the last change in it. A change that lies in the
 * future (the clock was set back) does not count.
 */
export const isSettled = (entry: { readonly link: boolean; readonly changed: number }, now: number): boolean =>
  entry.link || now - entry.changed >= SETTLE_TIME || entry.changed > now + SETTLE_TIME;
