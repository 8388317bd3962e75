import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Fullest } from '../../../runtime/watch/fullest.ts';

test('there is none longer than the one it names, whatever grows, shrinks and goes', () => {
  const acts = fc.array(fc.tuple(fc.nat(5), fc.constantFrom('grow', 'grow', 'shrink', 'remove')), { maxLength: 200 });
  fc.assert(
    fc.property(acts, (all) => {
      const fullest = new Fullest<{ length: number; place: number }>();
      const things = Array.from({ length: 6 }, () => ({ length: 0, place: 0 }));
      for (const [index, act] of all) {
        const one = things[index]!;
        const before = one.length;
        if (act === 'remove') {
          fullest.remove(one);
          one.length = 0;
        } else {
          one.length = Math.max(0, before + (act === 'grow' ? 1 : -1));
          if (one.length !== before) fullest.resized(one, before);
        }
        expect(fullest.longest?.length ?? 0).toBe(Math.max(...things.map(({ length }) => length)));
      }
    }),
  );
});
