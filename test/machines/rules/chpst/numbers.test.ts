import fc from 'fast-check';
import { expect, it } from 'vitest';
import { limitValue, niceIncrement, softLimit, wholeNumber } from '../../../../machines/rules/chpst/numbers.ts';

it('reads digits and nothing else, as 64 bits', () => {
  const texts = ['', '0', '007', '9223372036854775808', '18446744073709551616'];
  expect(texts.map(wholeNumber)).toEqual([0n, 0n, 7n, 9_223_372_036_854_775_808n, 0n]);
  expect(['x', '1x', '-1', '+1', ' 1', '1\n', '١'].map(wholeNumber)).toEqual(Array(7).fill(undefined));
});

it('reads a limit as a signed number', () => {
  const texts = ['4611686018427387904', '9223372036854775807', '9223372036854775808', '18446744073709551615', 'x'];
  expect(texts.map(limitValue)).toEqual([2n ** 62n, 2n ** 63n - 1n, -(2n ** 63n), -1n, undefined]);
});

it('reads a nice value with one sign', () => {
  expect(['5', '+5', '-5', '', '-', '4294967297', '2147483648'].map(niceIncrement)).toEqual([
    5,
    5,
    -5,
    0,
    0,
    1,
    -(2 ** 31),
  ]);
  expect(['+-5', '--5', '5x', 'x', '5-', '5+'].map(niceIncrement)).toEqual(Array(6).fill(undefined));
});

it('sets what is wanted up to the hard limit, and that where a negative number is wanted', () => {
  const wanted = [-2n, -1n, 0n, 1n, 9n, 10n, 11n];
  expect(wanted.map((limit) => softLimit(limit, 10n))).toEqual([10n, 10n, 0n, 1n, 9n, 10n, 10n]);
});

it('never sets a soft limit above the hard one', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 65n }), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (wanted, hard) => {
      const value = limitValue(String(wanted))!;
      const soft = softLimit(value, hard);
      expect(soft).toBeLessThanOrEqual(hard);
      expect([hard, value]).toContain(soft);
    }),
  );
});
