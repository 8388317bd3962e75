/** TAI64 label of Unix second 0: 2^62 + 10. The 10 is a constant; runit keeps no leap-second table. */
const TAI64_EPOCH = 0x400000000000000an;

/**
 * Writes a TAI64N time stamp (12 bytes, big endian) at `offset`.
 *
 * @param wall microseconds since the Unix epoch. The nanosecond field is `1000 * µs + 500`, as runit writes it.
 */
export const writeTai64n = (view: DataView, offset: number, wall: number): void => {
  const seconds = Math.floor(wall / 1e6);
  view.setBigUint64(offset, BigInt(seconds) + TAI64_EPOCH);
  view.setUint32(offset + 8, (wall - seconds * 1e6) * 1000 + 500);
};

/** Reads a TAI64N time stamp back: microseconds since the Unix epoch, below zero for times before it. */
export const readTai64n = (view: DataView, offset: number): number =>
  Number(view.getBigUint64(offset) - TAI64_EPOCH) * 1e6 + Math.floor(view.getUint32(offset + 8) / 1000);

/** TAI64 label of a Unix second. */
export const tai64Label = (second: number): bigint => BigInt(second) + TAI64_EPOCH;

/** Label of the second of a TAI64N time stamp, as it stands there. */
export const readTai64Label = (view: DataView, offset: number): bigint => view.getBigUint64(offset);

/** The text form: `@` and 24 hexadecimal digits. */
export const tai64nText = (wall: number): string => {
  const bytes = new Uint8Array(12);
  writeTai64n(new DataView(bytes.buffer), 0, wall);
  return `@${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
};
