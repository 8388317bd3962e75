import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Archive, KEPT_GONE, KEPT_STEPS, LONGEST_HISTORY } from '../../../runtime/watch/archive.ts';
import type { Note } from '../../../runtime/watch/note.ts';
import { Ring } from '../../../runtime/watch/ring.ts';

const note = (seq: number, path: string): Note => ({
  ...{ seq, at: 0, kind: 'transition', isKept: true, path, machine: 'service', event: { type: 'e' } },
  ...{ from: 'a', to: 'b', context: {} },
});

const add = (archive: Archive, one: Note): void => archive.ringOf(one.path).push(one);

test('a ring has the last ones, in order, and counts what it lost', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 100 }), (capacity, count) => {
      const ring = new Ring<{ seq: number }>(capacity);
      const all = Array.from({ length: count }, (_, index) => ({ seq: index + 1 }));
      for (const item of all) ring.push(item);
      const lost = Math.max(0, count - capacity);
      expect({ items: ring.items, lost: ring.lost, lostTo: ring.lostTo }).toEqual({
        items: all.slice(lost),
        lost,
        lostTo: lost,
      });
    }),
  );
});

test('what is kept and what is lost is all there was, whatever came in whichever order', () => {
  const names = fc.array(fc.constantFrom('a', 'b', 'c/d'), { maxLength: 3000 });
  fc.assert(
    fc.property(names, fc.integer({ min: 0, max: 3000 }), (paths, after) => {
      const archive = new Archive();
      for (const [index, path] of paths.entries()) add(archive, note(index + 1, `${path}/main`));
      for (const path of ['', 'a', 'b/main', 'c']) {
        const isMeant = (index: number): boolean => `${paths[index]}/main`.startsWith(path);
        const meant = paths.flatMap((_, index) => (isMeant(index) ? [index + 1] : []));
        const { notes, lost } = archive.excerpt(path);
        expect(notes.map(({ seq }) => seq)).toEqual(meant.slice(lost));
        // Behind `lostTo`, nothing is missing.
        const later = archive.excerpt(path, after);
        const complete = later.notes.map(({ seq }) => seq).filter((seq) => seq > later.lostTo);
        expect(complete).toEqual(meant.filter((seq) => seq > Math.max(after, later.lostTo)));
      }
    }),
    { numRuns: 20 },
  );
});

test('each directory has its own last steps; all together are bounded as well', () => {
  const archive = new Archive();
  for (let seq = 1; seq <= 20 * 300; seq++) add(archive, note(seq, `s${seq % 20}/main`));
  expect(archive.excerpt('s1')).toMatchObject({ lost: 300 - KEPT_STEPS, lostTo: 1 + 20 * 99 });
  expect(archive.excerpt('s1').notes).toHaveLength(KEPT_STEPS);
  expect(archive.excerpt('s1/log')).toMatchObject({ notes: [] });
  expect(archive.excerpt('').notes).toHaveLength(LONGEST_HISTORY);
  expect(archive.excerpt('').lost).toBe(20 * 300 - LONGEST_HISTORY);
});

test('of directories that are gone, the last ones are kept', () => {
  const archive = new Archive();
  for (let seq = 1; seq <= KEPT_GONE + 10; seq++) {
    add(archive, note(seq, `s${seq}`));
    archive.leave(`s${seq}`);
  }
  expect([1, 10, 11].map((seq) => archive.has(`s${seq}`))).toEqual([false, false, true]);
  expect(archive.excerpt('')).toMatchObject({ lost: 10, lostTo: 10 });
  archive.keep('s11');
  archive.leave('last');
  expect(archive.has('s11')).toBe(true);
});
