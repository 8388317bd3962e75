import fc from 'fast-check';
import { expect, it } from 'vitest';
import { addOrders, type OrderLetter, pausedAfter, stopSequence } from '../../../machines/rules/orders.ts';

const letters = fc.constantFrom<OrderLetter>('t', 'k', 'p', 'c', 'h', 'a', 'i', 'q', '1', '2', 'd', 'x');

it.each([
  ['up', ['t']],
  ['down', ['t', 'd']],
  ['exit', ['t', 'x']],
] as const)('a stop of what is wanted %s', (want, sequence) => expect(stopSequence(want)).toEqual(sequence));

it('keeps the order of arrival', () => expect(addOrders(['h', 't'], ['d'])).toEqual(['h', 't', 'd']));
it('moves a letter that waits to the end', () => expect(addOrders(['h', 'p', 'c'], ['p'])).toEqual(['h', 'c', 'p']));
it('leaves the one being carried out', () => expect(addOrders(['h', 't'], ['h'])).toEqual(['h', 't', 'h']));

it.each([
  [[], true, true],
  [['h', 't'], true, true],
  [['c', 'h'], true, false],
  [['p', 'c'], false, false],
  [['c', 'h', 'p'], false, true],
] as const)('of %j that have waited, a service is paused that was: %s → %s', (pending, before, after) =>
  expect(pausedAfter(pending, before)).toBe(after),
);

it('never grows past the number of letters, and ends with what came last', () => {
  fc.assert(
    fc.property(fc.array(letters, { minLength: 1, maxLength: 200 }), (all) => {
      const pending = all.reduce<readonly OrderLetter[]>((list, letter) => addOrders(list, [letter]), []);
      expect(pending.length).toBeLessThanOrEqual(13);
      expect(pending[0]).toBe(all[0]);
      expect(pending.at(-1)).toBe(all.at(-1));
      expect(new Set(pending.slice(1)).size).toBe(pending.length - 1);
    }),
  );
});
