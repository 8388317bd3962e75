const MINUTE = 60_000;

/** How many of these times lie in each minute of the last hour, oldest first. */
export const perMinute = (times: readonly number[], now: number): readonly number[] => {
  const counts = new Array<number>(60).fill(0);
  for (const at of times) {
    const ago = Math.floor((now - at) / MINUTE);
    if (ago >= 0 && ago < 60) counts[59 - ago]!++;
  }
  return counts;
};
