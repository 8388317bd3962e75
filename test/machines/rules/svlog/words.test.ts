import fc from 'fast-check';
import { expect, test } from 'vitest';
import { copyAll, copyLine, wordsOf } from '../../../../machines/rules/svlog/words.ts';
import { countedWords } from '../../../support/counted-words.ts';

/** Bytes that look alike to arithmetic: a newline, its neighbours, and those with the top bit set. */
const ALIKE = [0, 9, 10, 11, 0x8a, 0x80, 0xff];
const bytes = fc
  .uint8Array({ maxLength: 60 })
  .chain((any) =>
    fc.array(fc.constantFrom(...ALIKE, ...any), { maxLength: 60 }).map((chosen) => Uint8Array.from(chosen)),
  );
const SIZE = 100;
const empty = (): Uint8Array => new Uint8Array(SIZE).fill(7);

/** Where the line that begins at `start` ends, looked for byte by byte. */
const lineEnd = (line: Uint8Array, start: number, stop: number): number => {
  for (let at = start; at < stop; at++) if (line[at] === 10) return at + 1;
  return stop;
};

/** Copies with both, and compares all that there is to see. */
const expectLine = (line: Uint8Array, start: number, stop: number, end: number): void => {
  const to = countedWords(empty());
  const expected = line.subarray(start, lineEnd(line, start, stop));
  const whole = empty();
  whole.set(expected, end);
  const count = copyLine(wordsOf(line), start, stop, to, end);
  expect({ count, bytes: to.bytes }).toEqual({ count: expected.length, bytes: whole });
  // Byte by byte goes only what is in one piece of eight with the newline, or less than eight.
  const before = expected.at(-1) === 10 ? expected.length - 1 : expected.length;
  expect(to.count()).toBe(2 * Math.floor(before / 8));
};

test('a line is copied to its newline or to the stop, and nothing else is touched', () => {
  fc.assert(
    fc.property(bytes, fc.nat({ max: 60 }), fc.nat({ max: 60 }), fc.nat({ max: 20 }), (line, from, length, end) => {
      const start = Math.min(from, line.length);
      expectLine(line, start, Math.min(start + length, line.length), end);
    }),
    { numRuns: 2000 },
  );
});

test.each(ALIKE)('wherever the newline is in a line of bytes %i, and wherever the line begins', (byte) => {
  for (const start of [0, 1, 2, 3, 8])
    for (let length = 0; length <= 20; length++)
      for (let newline = 0; newline <= length; newline++) {
        const line = new Uint8Array(start + length + 3).fill(byte);
        line[start + newline] = 10;
        expectLine(line, start, start + length, 5);
      }
});

test('all of a piece is copied, and nothing else is touched', () => {
  fc.assert(
    fc.property(bytes, fc.nat({ max: 20 }), (piece, end) => {
      const to = countedWords(empty());
      expect(copyAll(wordsOf(piece), to, end)).toBe(end + piece.length);
      const whole = empty();
      whole.set(piece, end);
      expect(to.bytes).toEqual(whole);
      expect(to.count()).toBe(Math.floor(piece.length / 4));
    }),
  );
});
