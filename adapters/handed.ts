import type { KeptRunsv } from '../machines/rules/kept.ts';

/** Descriptors of one half of a runsv: its directory and `supervise`, the lock that is held, the two FIFOs. */
export type HeldRole = {
  readonly directory: number;
  readonly supervise: number;
  readonly lock: number;
  readonly control: number;
  readonly ok: number;
};

/** Descriptors of an open service directory. */
export type HeldPlace = {
  readonly main: HeldRole;
  readonly log: HeldRole | undefined;
  readonly logpipe: number | undefined;
};

/** What the program before this one has handed over of a service directory. */
export type Handed = { readonly held: HeldPlace; readonly runsv: KeptRunsv };

/** Gives what was handed over of a place, once: its descriptors are the caller's from then on. */
export type TakeHanded = (place: string) => Handed | undefined;

/** All descriptors of a place. */
export const descriptorsOf = ({ main, log, logpipe }: HeldPlace): number[] => [
  ...Object.values(main),
  ...(log ? Object.values(log) : []),
  ...(logpipe === undefined ? [] : [logpipe]),
];
