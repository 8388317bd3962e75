const NEWLINE = 10;

/** Limits of a log's size: `size` in bytes, 0 for none, and the length of line that it leaves room for, 1 at least. */
export type SizeLimits = { readonly size: number; readonly length: number };

/**
 * Bytes from which on a log is rotated when a line has ended. A size below the length of a line never triggers this in
 * runit, whose numbers are unsigned: the log is then cut at `size`, in mid-line. No size at all is such a size, too.
 */
export const lineEndLimit = ({ size, length }: SizeLimits): number =>
  size < length ? Number.POSITIVE_INFINITY : size - length;

/** Bytes at which a writer stops to look whether to rotate, at the earlier of both limits. */
export const stopLimit = (limits: SizeLimits): number =>
  limits.size === 0 ? Number.POSITIVE_INFINITY : Math.min(limits.size, lineEndLimit(limits));

/** How many of `pending` bytes may be written to a log of `written` bytes; 0: it is to be rotated first. */
export const writable = (limits: SizeLimits, written: number, pending: number): number =>
  limits.size === 0 ? pending : Math.max(0, Math.min(pending, limits.size - written));

/** Whether a log is to be rotated after a write that ended with this byte. */
export const isFull = (limits: SizeLimits, written: number, last: number | undefined): boolean =>
  last === NEWLINE && written >= lineEndLimit(limits);
