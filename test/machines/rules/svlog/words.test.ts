import fc from 'fast-check';
import { expect, test } from 'vitest';
import { copyAll, copyLine, wordsOf } from '../../../../machines/rules/svlog/words.ts';

/** Bytes that look alike to arithmetic: a newline, its neighbours, and those with the top bit set. */
const bytes = fc
  .uint8Array({ maxLength: 60 })
  .chain((any) =>
    fc
      .array(fc.constantFrom(0, 9, 10, 11, 0x8a, 0x80, 0xff, ...any), { maxLength: 60 })
      .map((chosen) => Uint8Array.from(chosen)),
  );

test('a line is copied to its newline or to the stop, and nothing else is touched', () => {
  fc.assert(
    fc.property(bytes, fc.nat({ max: 60 }), fc.nat({ max: 60 }), fc.nat({ max: 20 }), (line, from, length, end) => {
      const start = Math.min(from, line.length);
      const stop = Math.min(start + length, line.length);
      const to = wordsOf(new Uint8Array(100).fill(7));
      const newline = line.subarray(start, stop).indexOf(10);
      const expected = line.subarray(start, newline < 0 ? stop : start + newline + 1);
      const count = copyLine(wordsOf(line), start, stop, to, end);
      expect(count).toBe(expected.length);
      const whole = new Uint8Array(100).fill(7);
      whole.set(expected, end);
      expect(to.bytes).toEqual(whole);
    }),
    { numRuns: 2000 },
  );
});

test('all of a piece is copied, and nothing else is touched', () => {
  fc.assert(
    fc.property(bytes, fc.nat({ max: 20 }), (piece, end) => {
      const to = wordsOf(new Uint8Array(100).fill(7));
      expect(copyAll(wordsOf(piece), to, end)).toBe(end + piece.length);
      const whole = new Uint8Array(100).fill(7);
      whole.set(piece, end);
      expect(to.bytes).toEqual(whole);
    }),
  );
});
