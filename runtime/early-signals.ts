import { tellFront } from '../adapters/first-process.ts';

/** Hands over the signals that have come so far, and stops noting them. */
export type EarlySignals = () => NodeJS.Signals[];

/** For programs that are not process 1. */
export const noEarlySignals: EarlySignals = () => [];

/**
 * Notes signals while the rest of a program is still being loaded: what has no handler does not reach process 1. Begins
 * with those that the launcher noted when process 1 was still a shell. To be called before anything large is imported.
 */
export const noteEarlySignals = (names: readonly NodeJS.Signals[]): EarlySignals => {
  const { RUNSTATE_SIGNALS: launchers = '' } = process.env;
  delete process.env.RUNSTATE_SIGNALS;
  const noted = launchers.split(' ').filter(Boolean) as NodeJS.Signals[];
  const note = (name: NodeJS.Signals): void => void noted.push(name);
  for (const name of names) process.on(name, note);
  tellFront('isListening');
  return () => {
    for (const name of names) process.off(name, note);
    return noted.splice(0);
  };
};
