/** Maps values of an axis to places in a picture. */
export type Scale = {
  readonly ticks: readonly number[];
  /** The value that it ends at. */
  readonly top: number;
  /** What lies beyond is placed at the end. */
  place(value: number): number;
};

/** Distances between ticks that are easily read: 1, 2 or 5 times a power of ten. */
const stepFor = (most: number, count: number): number => {
  const rough = most / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  return power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
};

/**
 * An axis from 0 on.
 *
 * @param most the largest value; the axis of values goes to the tick that follows, so that all has room.
 * @param begin place of 0.
 * @param end place of its end.
 * @param isExact it ends at `most`, as time does.
 */
export const scaleOf = (most: number, begin: number, end: number, isExact = false): Scale => {
  const full = most > 0 ? most : 1;
  const step = stepFor(full, 4);
  const top = isExact ? full : Math.ceil(full / step) * step;
  const count = Math.floor(top / step + 1e-9) + 1;
  return {
    // Without the dust of binary fractions.
    ticks: Array.from({ length: count }, (_, index) => Number((index * step).toPrecision(6))),
    top,
    place: (value) => begin + (Math.min(value, top) / top) * (end - begin),
  };
};
