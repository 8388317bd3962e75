import type { DecodedStatus } from '../../../machines/rules/status-record.ts';

/** Whose pid a number is, as the fixtures tell. */
export type Whose = 'none' | 'run' | 'finish' | 'other';

/** Everything a client can see of a service, with pids told by whose they are. */
export type View = {
  readonly stat: string;
  readonly pid: Whose;
  readonly status: Omit<DecodedStatus, 'pid' | 'since'> & { readonly pid: Whose };
  /** Starts and scripts, in order. */
  readonly events: readonly string[];
  /** Signals that the service heard, in order. Apart: when it hears them is the scheduler's choice, not runsv's. */
  readonly signals: readonly string[];
};

/**
 * Signals in the order they were heard. TERM and CONT, which runsv sends one right after the other, are told TERM first:
 * a shell runs the traps of signals that are pending together in an order of its own.
 */
export const heardSignals = (events: readonly string[]): string[] => {
  const signals = events.filter(isSignal);
  for (let at = 0; at + 1 < signals.length; at++) {
    const [first, second] = [signals[at]!, signals[at + 1]!];
    if (first.endsWith(' CONT') && second.endsWith(' TERM')) signals.splice(at, 2, second, first);
  }
  return signals;
};

export const isSignal = (event: string): boolean => /^(run|finish) [A-Z]/.test(event);
