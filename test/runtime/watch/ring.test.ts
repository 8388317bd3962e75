import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Ring } from '../../../runtime/watch/ring.ts';

test('a ring has the last ones, in order, and counts what it lost, whenever it is made shorter', () => {
  const acts = fc.array(fc.constantFrom('push', 'push', 'push', 'shift'), { maxLength: 200 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), acts, (capacity, all) => {
      const ring = new Ring<{ seq: number }>(capacity);
      const kept: { seq: number }[] = [];
      let [seq, lost, lostTo] = [0, 0, 0];
      const lose = (): void => {
        const oldest = kept.shift();
        if (!oldest) return;
        lost += 1;
        lostTo = oldest.seq;
      };
      for (const act of all) {
        if (act === 'shift') {
          ring.shift();
          lose();
          continue;
        }
        const item = { seq: ++seq };
        ring.push(item);
        kept.push(item);
        if (kept.length > capacity) lose();
      }
      expect({ items: ring.items, length: ring.length, lost: ring.lost, lostTo: ring.lostTo }).toEqual({
        ...{ items: kept, length: kept.length, lost, lostTo },
      });
    }),
  );
});
