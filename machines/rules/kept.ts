import type { Want } from './status-record.ts';

/** Facts of a service that hold between two of its steps, and in another program too. */
export type LastingFacts = {
  readonly want: Want;
  /** To be started once although it is not wanted up. */
  readonly once: boolean;
  /** Wanted down by an `o`: it runs to its end, and nobody has asked for a stop. */
  readonly spared: boolean;
  readonly paused: boolean;
  readonly gotTerm: boolean;
  /** The program that has a process; undefined: none has. */
  readonly program: { readonly file: 'run' | 'finish'; readonly pid: number } | undefined;
  /** Wall clock of the last start of `run`, or of going down: what the status record shows. */
  readonly since: number;
  /** Monotonic clock of the last start of `run`. */
  readonly startedAt: number;
  readonly endedAt: number;
};

/** What a service goes on with in the program that takes this one's place. */
export type KeptService = LastingFacts & {
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
