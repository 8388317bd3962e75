import { isUtf8 } from 'node:buffer';

/**
 * File names and arguments are bytes to Unix and strings to JavaScript. A byte that is no part of valid UTF-8 becomes
 * a lone surrogate, U+DC80 to U+DCFF (PEP 383 calls it surrogateescape), so that every name survives the round trip
 * and the usual ones read as themselves.
 */
const ESCAPE = 0xdc00;

/** Length of the valid UTF-8 sequence at `at`, or 0. */
const sequenceLength = (bytes: Uint8Array, at: number): number =>
  [1, 2, 3, 4].find((length) => at + length <= bytes.length && isUtf8(bytes.subarray(at, at + length))) ?? 0;

/** Bytes to string, without loss. */
export const fromBytes = (bytes: Uint8Array): string => {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (isUtf8(buffer)) return buffer.toString();
  let text = '';
  for (let at = 0; at < buffer.length; ) {
    const length = sequenceLength(buffer, at);
    text += length > 0 ? buffer.toString('utf8', at, at + length) : String.fromCharCode(ESCAPE + buffer[at]!);
    at += length || 1;
  }
  return text;
};

/** String to bytes: the inverse of {@link fromBytes}. */
export const toBytes = (text: string): Buffer =>
  text.isWellFormed()
    ? Buffer.from(text)
    : Buffer.concat(
        Array.from(text, (char) =>
          char >= '\udc80' && char <= '\udcff' ? Buffer.of(char.charCodeAt(0) - ESCAPE) : Buffer.from(char),
        ),
      );

/** A path for `node:fs`: the string itself, or its bytes where the name is not UTF-8. */
export const toPath = (text: string): string | Buffer => (text.isWellFormed() ? text : toBytes(text));

/** Text whose characters are the bytes. */
export const bytewise = (text: string): string => toBytes(text).toString('latin1');
