import type { Settings } from './settings.ts';

/** What one run of one contender gave: a figure for each measure, by its key. */
export type Sample = Readonly<Record<string, number>>;

export type Measure = { readonly key: string; readonly title: string };

export type Contender = {
  readonly name: string;
  /** Why it cannot run here; it is then named as skipped. */
  readonly missing?: string | undefined;
  /** One run, which leaves nothing behind; what should be known beside its figures is noted. */
  run(note: (text: string) => void): Promise<Sample>;
};

/** One question, put to several contenders in turn. Ratios are to the first of them. */
export type Case = {
  readonly name: string;
  readonly measures: readonly Measure[];
  readonly contenders: readonly Contender[];
  /** Rounds at most, where the usual number takes too long. */
  readonly rounds?: number;
};

/** A part of `npm run bench`: its cases, in order. */
export type Part = (settings: Settings) => readonly Case[];
