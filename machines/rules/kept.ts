import type { Want } from './status-record.ts';

/** What a service goes on with in the program that takes this one's place: as in its context. */
export type KeptService = {
  readonly want: Want;
  readonly once: boolean;
  readonly spared: boolean;
  readonly paused: boolean;
  readonly gotTerm: boolean;
  readonly program: { readonly file: 'run' | 'finish'; readonly pid: number } | undefined;
  /** Wall clock; the other two are monotonic. */
  readonly since: number;
  readonly startedAt: number;
  readonly endedAt: number;
  /** What is left of the pause that it is in, in milliseconds; undefined: it is in none. */
  readonly rest: number | undefined;
};

/** What a runsv goes on with. */
export type KeptRunsv = {
  readonly main: KeptService;
  readonly log: KeptService | undefined;
  /** Told to leave for good. */
  readonly final: boolean;
};

/** What the scanner goes on with, of one directory: as in its slot. */
export type KeptSlot = {
  readonly key: string;
  readonly name: string;
  readonly removed: boolean;
  readonly missed: boolean;
  readonly failed: boolean;
  /** Undefined: it has no runsv, or one that has opened nothing yet. */
  readonly runsv: KeptRunsv | undefined;
};
