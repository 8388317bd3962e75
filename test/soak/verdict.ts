import { linearRegression, median } from 'simple-statistics';
import type { Record, Restart, Sample } from './record.ts';

/** A figure in the course of time. */
export type Series = {
  readonly key: string;
  readonly title: string;
  readonly unit: string;
  /** Seconds and values. */
  readonly points: readonly (readonly [at: number, value: number])[];
  /** What its last third may come to, by the median of its second; undefined: it is not judged. */
  readonly limit: Limit | undefined;
};

/** So many times that median, and this much more. */
export type Limit = { readonly factor: number; readonly slack: number };

/** How a figure has come on. */
export type Judgement = {
  readonly series: Series;
  /** Medians of the three thirds of the time; undefined where there was nothing. */
  readonly medians: readonly (number | undefined)[];
  /** Units an hour, from the second third on: a line fitted by least squares. */
  readonly slope: number;
  readonly grows: boolean;
};

/** Seconds that a run must have lasted for a verdict: before, caches are filled and code is compiled. */
export const SHORTEST = 175;

const THIRDS = [0, 1, 2] as const;

const MEMORY: Limit = { factor: 1.03, slack: 2 };
/** Between two collections of garbage the heap in use may double. */
const HEAP: Limit = { factor: 1.1, slack: 2 };
const DESCRIPTORS: Limit = { factor: 1, slack: 2 };
/** Of a delay to that of an idle process: a busy machine holds up the more who has the more to do. */
const RATIO: Limit = { factor: 1.5, slack: 0.25 };
/** Milliseconds that a delay beside is counted as more: where there is none, the least is many times that. */
const FLOOR = 5;

/** What is told of each sample, or of each restart. */
type Figure<One> = Omit<Series, 'points' | 'limit'> & { readonly of: (one: One) => number; readonly limit?: Limit };

const ratio = (ours: number, beside: number): number => ours / (beside + FLOOR);
const RATIO_TITLE = `the ratio, ${FLOOR} ms added to the latter`;

/** Delays are judged by how many times they are what the machine imposes on a process beside. */
const OF_SAMPLES: readonly Figure<Sample>[] = [
  { key: 'resident', title: 'resident', unit: 'MiB', of: ({ resident }) => resident, limit: MEMORY },
  { key: 'dirty', title: 'private and dirty', unit: 'MiB', of: ({ dirty }) => dirty, limit: MEMORY },
  { key: 'heap', title: 'heap in use', unit: 'MiB', of: ({ heap }) => heap, limit: HEAP },
  { key: 'descriptors', title: 'descriptors', unit: '', of: ({ descriptors }) => descriptors, limit: DESCRIPTORS },
  { key: 'runsvdir', title: 'event loop delay, p99', unit: 'ms', of: ({ loopDelay }) => loopDelay },
  { key: 'idle', title: 'that of an idle process beside', unit: 'ms', of: ({ beside }) => beside },
  {
    ...{ key: 'more', title: RATIO_TITLE, unit: '', limit: RATIO },
    of: ({ loopDelay, beside }) => ratio(loopDelay, beside),
  },
];
const OF_RESTARTS: readonly Figure<Restart>[] = [
  { key: 'restart', title: 'restart latency', unit: 'ms', of: ({ latency }) => latency },
  { key: 'plain', title: 'that of a plain start', unit: 'ms', of: ({ plain }) => plain },
  { key: 'later', title: RATIO_TITLE, unit: '', of: ({ latency, plain }) => ratio(latency, plain), limit: RATIO },
];

const seriesFrom = <One extends { readonly at: number }>(
  figures: readonly Figure<One>[],
  all: readonly One[],
): Series[] =>
  figures.map(({ key, title, unit, of, limit }) => ({
    ...{ key, title, unit, limit },
    points: all.map((one) => [one.at, of(one)]),
  }));

/** The figures of a run. */
export const seriesOf = ({ samples, restarts }: Pick<Record, 'samples' | 'restarts'>): Series[] => [
  ...seriesFrom(OF_SAMPLES, samples),
  ...seriesFrom(OF_RESTARTS, restarts),
];

/** Where the thirds of a time begin and end. */
export const thirdsOf = (seconds: number): readonly (readonly [number, number])[] =>
  THIRDS.map((third) => [(seconds * third) / 3, (seconds * (third + 1)) / 3] as const);

const medianOf = (values: readonly number[]): number | undefined =>
  values.length > 0 ? median([...values]) : undefined;

const isBeyond = (second: number | undefined, last: number | undefined, limit: Limit | undefined): boolean => {
  if (limit === undefined || second === undefined || last === undefined) return false;
  return last > Math.max(0, second) * limit.factor + limit.slack;
};

/** @param seconds the run has lasted. */
export const judge = (series: Series, seconds: number): Judgement => {
  const within = ([from, to]: readonly [number, number]): number[] =>
    series.points.filter(([at]) => at >= from && at < to).map(([, value]) => value);
  const medians = thirdsOf(seconds).map((third) => medianOf(within(third)));
  const [, second, last] = medians;
  const settled = series.points.filter(([at]) => at >= seconds / 3).map((point) => [...point]);
  const slope = settled.length > 1 ? linearRegression(settled).m * 3600 : 0;
  return { series, medians, slope, grows: isBeyond(second, last, series.limit) };
};

const shown = (value: number | undefined): string =>
  value === undefined ? '-' : value.toFixed(Math.abs(value) < 10 ? 2 : 1);

/** A line for each figure. */
export const tableOf = (judgements: readonly Judgement[]): string[] =>
  judgements.map(({ series: { title, unit, limit }, medians, slope, grows }) => {
    const word = limit === undefined ? '      ' : grows ? 'GROWS ' : 'steady';
    const most = limit === undefined ? '' : `; may be × ${limit.factor} + ${limit.slack}`;
    return `${word} ${title}: ${medians.map(shown).join(', ')} ${unit} (${shown(slope)} an hour${most})`;
  });

/** What is wrong with a run, in words. */
export const complaintsOf = (
  { missing }: Pick<Record, 'missing'>,
  judgements: readonly Judgement[],
  seconds: number,
): string[] => [
  ...missing.map((name) => `${name} was killed and not started again`),
  ...(seconds < SHORTEST
    ? []
    : judgements.filter(({ grows }) => grows).map(({ series }) => `${series.key} grows: ${series.title}`)),
];
