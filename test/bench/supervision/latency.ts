import { max, quantile } from 'simple-statistics';
import type { Measure, Sample } from '../case.ts';

export const LATENCY: readonly Measure[] = [
  { key: 'p50', title: 'p50 ms' },
  { key: 'p99', title: 'p99 ms' },
  { key: 'max', title: 'max ms' },
];

/** @param times in milliseconds. */
export const summaryOf = (times: readonly number[]): Sample => ({
  p50: quantile([...times], 0.5),
  p99: quantile([...times], 0.99),
  max: max([...times]),
});
