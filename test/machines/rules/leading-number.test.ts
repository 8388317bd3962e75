import { expect, it } from 'vitest';
import { leadingNumber } from '../../../machines/rules/leading-number.ts';

it('is what the text begins with, modulo 2^64', () => {
  const texts = ['', 'x5', '5x', '007', '9223372036854775808', '18446744073709551617'];
  expect(texts.map(leadingNumber)).toEqual([0n, 0n, 5n, 7n, 9_223_372_036_854_775_808n, 1n]);
});
