import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  isFull,
  lineEndLimit,
  type SizeLimits,
  stopLimit,
  writable,
} from '../../../../machines/rules/svlog/rotation.ts';
import { rotated } from '../../../support/log-model.ts';

const NEVER = Number.POSITIVE_INFINITY;
const [NEWLINE, OTHER] = [10, 11];

describe.each<[SizeLimits, lineEnd: number, stop: number]>([
  [{ size: 1_000_000, length: 1000 }, 999_000, 999_000],
  [{ size: 1001, length: 1000 }, 1, 1],
  [{ size: 1000, length: 1000 }, 0, 0],
  // The difference would be below zero, and is a huge number in C.
  [{ size: 999, length: 1000 }, NEVER, 999],
  [{ size: 1, length: 1000 }, NEVER, 1],
  [{ size: 0, length: 1000 }, NEVER, NEVER],
  [{ size: 0, length: 1 }, NEVER, NEVER],
  [{ size: 1, length: 1 }, 0, 0],
])('with %j', (limits, lineEnd, stop) => {
  it(`a line that ends at ${lineEnd} or later is the last one`, () => expect(lineEndLimit(limits)).toBe(lineEnd));
  it(`a writer stops at ${stop} to look`, () => expect(stopLimit(limits)).toBe(stop));
});

test.each([
  // Bytes that are there, that wait, and that may be written.
  [0, 5, 5],
  [0, 10, 10],
  [0, 11, 10],
  [9, 11, 1],
  [10, 11, 0],
  [11, 11, 0],
  [3, 0, 0],
])('to %i bytes of a log of 10, of %i that wait, %i may be added', (written, pending, count) => {
  expect(writable({ size: 10, length: 1 }, written, pending)).toBe(count);
});

test('a log of one byte is cut behind each', () => {
  expect([0, 1].map((written) => writable({ size: 1, length: 1 }, written, 7))).toEqual([1, 0]);
});

test('without a size everything may be written', () => {
  expect([0, 1, 1e15].map((written) => writable({ size: 0, length: 1 }, written, 7))).toEqual([7, 7, 7]);
});

test.each([
  [9, NEWLINE, true],
  [10, NEWLINE, true],
  [8, NEWLINE, false],
  [9, OTHER, false],
  [10, OTHER, false],
  // Nothing was written.
  [9, undefined, false],
])(
  'a log of 10 with room for a line of 1 that has %i bytes, the last of them %j: full is %s',
  (written, last, full) => {
    expect(isFull({ size: 10, length: 1 }, written, last)).toBe(full);
  },
);

/** A write a line, cut and rotated as the limits say. */
const filesOf = (lines: readonly string[], limits: SizeLimits): string[] => {
  const files = [''];
  for (const line of lines)
    for (let rest = `${line}\n`; rest !== ''; ) {
      const written = files.at(-1)!.length;
      const count = writable(limits, written, rest.length);
      files[files.length - 1] += rest.slice(0, count);
      const isRotated = count === 0 || isFull(limits, written + count, rest.charCodeAt(count - 1));
      if (isRotated) files.push('');
      rest = rest.slice(count);
    }
  return files;
};

test('files are those that C svlogd makes byte by byte', () => {
  const anyLines = fc.array(
    fc.nat({ max: 30 }).map((length) => 'x'.repeat(length)),
    { maxLength: 12 },
  );
  const anyLimits = fc.record({ size: fc.nat({ max: 60 }), length: fc.integer({ min: 1, max: 40 }) });
  fc.assert(
    fc.property(anyLines, anyLimits, (lines, limits) => {
      expect(filesOf(lines, limits)).toEqual(rotated(lines, limits.size, limits.length));
    }),
    { numRuns: 500 },
  );
});
