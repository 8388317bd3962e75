import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Archive, KEPT_GONE, KEPT_STEPS, LONGEST_HISTORY } from '../../../runtime/watch/archive.ts';
import type { Note } from '../../../runtime/watch/note.ts';

const note = (seq: number, path: string): Note => ({
  ...{ seq, at: 0, kind: 'transition', isKept: true, path, machine: 'service', event: { type: 'e' } },
  ...{ from: 'a', to: 'b', context: {} },
});

const add = (archive: Archive, one: Note): void => archive.push(archive.stepsOf(one.path), one);
const seqs = (notes: readonly Note[]): number[] => notes.map(({ seq }) => seq);

test('what is kept and what is lost is all there was, whatever came in whichever order', () => {
  const names = fc.array(fc.constantFrom('a/main', 'a/log', 'b/main', 'c/log/svlogd'), { maxLength: 3000 });
  const most = fc.constantFrom(10, 300, 100_000);
  fc.assert(
    fc.property(names, fc.integer({ min: 0, max: 3000 }), most, (paths, after, keptInAll) => {
      const archive = new Archive(keptInAll);
      for (const [index, path] of paths.entries()) add(archive, note(index + 1, path));
      for (const path of ['', 'a', 'a/main', 'b/main', 'c']) {
        const meant = paths.flatMap((one, index) => (`${one}/`.startsWith(path && `${path}/`) ? [index + 1] : []));
        const { notes, lost, lostTo } = archive.excerpt(path);
        expect(notes.length + lost).toBe(meant.length);
        // In order, each once; behind `lostTo` nothing is missing.
        expect(seqs(notes)).toEqual(meant.filter((seq) => seq > lostTo || seqs(notes).includes(seq)));
        const later = seqs(archive.excerpt(path, after).notes);
        expect(later).toEqual(seqs(notes).filter((seq) => seq > after));
      }
    }),
    { numRuns: 30 },
  );
});

test('each actor has its own last steps: rotations of a log leave a service its own', () => {
  const archive = new Archive();
  for (const seq of [1, 2, 3]) add(archive, note(seq, 'web/main'));
  for (let seq = 4; seq < 1000; seq++) add(archive, note(seq, 'web/log/svlogd/./main'));
  expect(seqs(archive.excerpt('web/main').notes)).toEqual([1, 2, 3]);
  expect(archive.excerpt('web/main').lost).toBe(0);
  const { notes, lost, lostTo } = archive.excerpt('web');
  expect({ count: notes.length, lost, lostTo }).toEqual({ count: KEPT_STEPS + 3, lost: 996 - KEPT_STEPS, lostTo: 799 });
  expect(archive.excerpt('web/log/svlogd/./mai')).toEqual({ notes: [], lost: 0, lostTo: 0 });
});

test('all together are bounded: who has most loses first, and who has little nothing', () => {
  const archive = new Archive(1000);
  let seq = 0;
  for (let count = 0; count < 7; count++) add(archive, note(++seq, 'quiet/main'));
  for (let count = 0; count < 400; count++)
    for (let service = 0; service < 20; service++) add(archive, note(++seq, `busy${service}/main`));
  const lengths = Array.from({ length: 20 }, (_, service) => archive.excerpt(`busy${service}`).notes.length);
  expect(archive.excerpt('quiet')).toMatchObject({ lost: 0, notes: { length: 7 } });
  expect(lengths.reduce((sum, one) => sum + one)).toBe(993);
  expect([Math.min(...lengths), Math.max(...lengths)]).toEqual([49, 50]);
  expect(archive.excerpt('').notes).toHaveLength(LONGEST_HISTORY);
  expect(archive.excerpt('').lost).toBe(7 + 20 * 400 - LONGEST_HISTORY);
});

test('of directories that are gone, the last ones are kept', () => {
  const archive = new Archive(KEPT_GONE + 5);
  const first = archive.stepsOf('s1');
  for (let seq = 1; seq <= KEPT_GONE + 10; seq++) {
    archive.push(seq === 1 ? first : archive.stepsOf(`s${seq}`), note(seq, `s${seq}`));
    archive.leave(`s${seq}`);
  }
  expect([1, 10, 11].map((seq) => archive.has(`s${seq}`))).toEqual([false, false, true]);
  expect(archive.excerpt('')).toMatchObject({ lost: 0, lostTo: 0 });
  archive.keep('s11');
  archive.leave('last');
  expect(archive.has('s11')).toBe(true);
  // Whoever was forgotten and does something still is heard.
  archive.push(first, note(999, 's1'));
  expect(seqs(archive.excerpt('s1').notes)).toEqual([999]);
});
