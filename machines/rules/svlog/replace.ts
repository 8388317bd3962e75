const NEWLINE = 10;
const FIRST_PRINTABLE = 32;
const LAST_PRINTABLE = 126;

/** A table of what stands for each byte. */
export const replacements = (replacement: number, replaced: Uint8Array): Uint8Array => {
  const table = Uint8Array.from({ length: 256 }, (_, byte) =>
    byte < FIRST_PRINTABLE || byte > LAST_PRINTABLE || replaced.includes(byte) ? replacement : byte,
  );
  table[NEWLINE] = NEWLINE;
  return table;
};

/**
 * Replaces bytes in place, in the first `length` bytes of each line.
 *
 * @param column how many bytes of the line that `start` is in come before it.
 * @returns the column at `end`.
 */
export const replaceIn = (
  table: Uint8Array,
  bytes: Uint8Array,
  start: number,
  end: number,
  length: number,
  column: number,
): number => {
  let taken = column;
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!;
    if (byte === NEWLINE) taken = 0;
    else if (taken < length) {
      bytes[at] = table[byte]!;
      taken++;
    }
  }
  return taken;
};
