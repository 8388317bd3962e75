import { max, median, min } from 'simple-statistics';
import type { Sample } from './case.ts';

/** What several runs gave: the middle, and how far they lie apart. */
export type Summary = { readonly median: number; readonly low: number; readonly high: number };

/** Undefined where no run gave that figure. */
export const summaryOf = (samples: readonly Sample[], key: string): Summary | undefined => {
  const values = samples.map((sample) => sample[key]).filter((value) => value !== undefined);
  if (values.length === 0) return undefined;
  return { median: median(values), low: min(values), high: max(values) };
};

/** How many times the yardstick's median a median is; undefined where one of them is missing or the yardstick is 0. */
export const ratioOf = (summary: Summary | undefined, yardstick: Summary | undefined): number | undefined =>
  summary && yardstick && yardstick.median !== 0 ? summary.median / yardstick.median : undefined;
