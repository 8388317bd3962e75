const NEWLINE = 10;
/** The same byte four times. */
const NEWLINES = 0x0a0a0a0a;
const ONES = 0x01010101;
const TOPS = 0x80808080;

/** Bytes that can also be taken four at a time, wherever they begin. */
export type Words = { readonly bytes: Uint8Array; readonly view: DataView };

export const wordsOf = (bytes: Uint8Array): Words => ({
  bytes,
  view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
});

/** Copies all of `from`; where the copy ends. Short pieces: a call that copies them would cost more than they do. */
export const copyAll = ({ bytes, view }: Words, to: Words, end: number): number => {
  const { length } = bytes;
  let at = 0;
  for (; at + 4 <= length; at += 4) to.view.setInt32(end + at, view.getInt32(at, true), true);
  for (; at < length; at++) to.bytes[end + at] = bytes[at]!;
  return end + length;
};

/**
 * Copies to the end of a line and its newline, or to `stop`, eight bytes at a time as long as none of them is the newline: a
 * byte of a word is zero where taking one from each sets a top bit that was not set.
 *
 * @returns how many bytes.
 */
export const copyLine = ({ bytes, view }: Words, start: number, stop: number, to: Words, end: number): number => {
  const shift = end - start;
  let at = start;
  for (; at + 8 <= stop; at += 8) {
    const one = view.getInt32(at, true);
    const two = view.getInt32(at + 4, true);
    const [x, y] = [one ^ NEWLINES, two ^ NEWLINES];
    if (((((x - ONES) & ~x) | ((y - ONES) & ~y)) & TOPS) !== 0) break;
    to.view.setInt32(at + shift, one, true);
    to.view.setInt32(at + shift + 4, two, true);
  }
  while (at < stop) {
    const byte = bytes[at]!;
    to.bytes[at + shift] = byte;
    at++;
    if (byte === NEWLINE) break;
  }
  return at - start;
};
