import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readTai64n, tai64nText, writeTai64n } from '../../../machines/rules/tai64n.ts';

it('is the label runit writes', () => {
  expect(tai64nText(1_795_361_637_537_448)).toBe('@400000006b030b6f2008d034');
  expect(tai64nText(0)).toBe('@400000000000000a000001f4');
});

it('is read back to the microsecond', () => {
  const view = new DataView(new ArrayBuffer(20));
  fc.assert(
    fc.property(fc.integer({ min: -1_000_000_000_000, max: 4_000_000_000_000_000 }), (wall) => {
      writeTai64n(view, 4, wall);
      expect(readTai64n(view, 4)).toBe(wall);
    }),
  );
});
