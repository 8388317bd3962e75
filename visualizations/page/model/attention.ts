import type { ServiceStatus } from './types.ts';
import { duration, exitWords } from './words.ts';

/** Milliseconds after a start in which a service that has been started before is watched. */
const FRESH = 60_000;

/** A service that somebody should look at. */
export type Concern = { readonly service: ServiceStatus; readonly why: string; readonly rank: number };

const ended = ({ lastExit }: ServiceStatus): string =>
  lastExit === null ? '' : `; it ended with ${exitWords(lastExit)}`;

/** Why a service is not as it is wanted, the worst first; undefined: all is well. */
const reasonOf = (service: ServiceStatus, now: number): readonly [number, string] | undefined => {
  const { state, want, paused, gotTerm, restarts, since } = service;
  const age = now - since;
  if (state === 'backoff') return [0, `waits before it is tried again${ended(service)}`];
  if (want === 'up' && state === 'down') return [1, `is wanted up, and is down${ended(service)}`];
  if (want !== 'up' && state !== 'down' && age > 0 && gotTerm) return [2, `is told to end, and goes on`];
  if (want !== 'up' && state === 'running') return [3, `is wanted ${want}, and runs`];
  if (paused) return [3, 'is paused'];
  if (state === 'finishing') return [4, `finishes${ended(service)}`];
  if (state === 'running' && restarts > 0 && age < FRESH)
    return [5, `was started again ${duration(age)} ago${ended(service)}`];
  return undefined;
};

/** Services that are not as they are wanted, the worst first. @param now milliseconds of wall clock. */
export const concernsOf = (rows: readonly ServiceStatus[], now: number): readonly Concern[] => {
  const concerns: Concern[] = [];
  for (const service of rows) {
    const found = reasonOf(service, now);
    if (found) concerns.push({ service, rank: found[0], why: found[1] });
  }
  return concerns.sort((one, other) => one.rank - other.rank);
};
