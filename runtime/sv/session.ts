import { writeText } from '../../adapters/standard-output.ts';
import type { Trouble } from './service.ts';

/** One run of sv: what holds for all of its services. */
export type Session = {
  /** Unix second when sv was started. */
  readonly startedAt: number;
  /** What sv takes for the present, a Unix second: renewed at every turn of waiting. */
  now: number;
  /** Failures and warnings so far: the exit code. */
  failures: number;
};

/** The wall clock in whole seconds. */
export const currentSecond = (): number => Math.floor(Date.now() / 1000);

export const openSession = (): Session => {
  const startedAt = currentSecond();
  return { startedAt, now: startedAt, failures: 0 };
};

/**
 * Tells what became of a service, and counts it.
 *
 * @param before what stands before it on the line.
 */
export const report = (session: Session, { kind, text }: Trouble, before = ''): void => {
  if (kind !== 'ok') session.failures += 1;
  writeText(1, `${before}${text}\n`);
};
