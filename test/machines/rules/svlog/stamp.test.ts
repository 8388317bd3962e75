import { expect, test } from 'vitest';
import { stampText } from '../../../../machines/rules/svlog/stamp.ts';

const WALL = 1_795_361_503_574_258;

test('stamps of each format', () => {
  expect([0, 1, 2, 3].map((format) => stampText(format as 0 | 1 | 2 | 3, WALL))).toEqual([
    '',
    '@400000006b030ae9223a7d44 ',
    '2026-11-22_15:31:43.57425 ',
    '2026-11-22T15:31:43.57425 ',
  ]);
});

/** What Date makes of the same second. */
const isoOf = (second: number): string => new Date(second * 1000).toISOString().slice(0, 19);

/** Seconds whose stamp is not Date's. */
const wrong = (from: number, to: number, step: number): string[] => {
  const found: string[] = [];
  for (let second = from; second <= to; second += step) {
    const stamp = stampText(3, second * 1e6);
    if (stamp !== `${isoOf(second)}.00000 `) found.push(`${isoOf(second)}: ${stamp}`);
  }
  return found.slice(0, 5);
};
const secondOf = (date: string): number => Date.parse(date) / 1000;
const DAY = 86_400;

test('a log was and will be stamped with the right day: leap years, centuries without, and those with', () => {
  expect(wrong(secondOf('1969-12-25T00:00:00Z'), secondOf('2401-03-05T00:00:00Z'), DAY)).toEqual([]);
});

test('a clock that is far behind has days as well, in four digits', () => {
  expect(wrong(secondOf('0999-12-31T00:00:00Z'), secondOf('1000-01-02T00:00:00Z'), DAY)).toEqual([]);
});

test('each second of a day has its own time', () => {
  expect(wrong(secondOf('2000-02-28T23:59:59Z'), secondOf('2000-03-01T00:00:00Z'), 1)).toEqual([]);
});

test.each([
  [0, '00000'],
  [9, '00000'],
  [10, '00001'],
  [99_999, '09999'],
  [100_000, '10000'],
  [999_999, '99999'],
])('%i microseconds are the fraction %s: what comes behind is cut off', (microseconds, fraction) => {
  expect(stampText(2, 951_782_399_000_000 + microseconds)).toBe(`2000-02-28_23:59:59.${fraction} `);
});
