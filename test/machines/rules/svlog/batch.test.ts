import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Batch } from '../../../../machines/rules/svlog/batch.ts';
import { anyChunks, anyInput, chunksOf } from '../../../support/log-arbitraries.ts';
import { bytesOf } from '../../../support/log-model.ts';

const CHUNK = 16;
const anyLength = fc.integer({ min: 1, max: 40 });

test('memory does not grow with a line: a batch has room for a chunk and what is collected', () => {
  fc.assert(
    fc.property(anyInput, anyChunks(CHUNK), anyLength, (input, sizes, length) => {
      const batch = new Batch({ length, chunk: CHUNK, table: undefined });
      for (const chunk of chunksOf(input, sizes)) {
        batch.room.set(bytesOf(chunk));
        batch.take(chunk.length, 0);
        expect(batch.bytes.length).toBe(length + CHUNK);
        expect(batch.room.length).toBe(CHUNK);
        batch.release();
      }
    }),
  );
});

test('a line is torn exactly where the input ends in one', () => {
  fc.assert(
    fc.property(anyInput, anyChunks(CHUNK), anyLength, (input, sizes, length) => {
      const batch = new Batch({ length, chunk: CHUNK, table: undefined });
      for (const [number, chunk] of chunksOf(input, sizes).entries()) {
        batch.room.set(bytesOf(chunk));
        batch.take(chunk.length, number);
        expect(batch.isTorn).toBe(!chunk.endsWith('\n'));
        batch.release();
        expect(batch.isTorn).toBe(!chunk.endsWith('\n'));
      }
    }),
  );
});

/** All that a reader of a batch sees. */
const seenOf = (batch: Batch) => ({
  lines: batch.bytes.slice(batch.start, batch.complete),
  within: batch.within,
  firstWall: batch.firstWall,
  isTorn: batch.isTorn,
  endsWithin: batch.endsWithin,
});

test('is empty at first', () => {
  const batch = new Batch({ length: 5, chunk: CHUNK, table: undefined });
  expect([batch.start, batch.complete, batch.firstWall, batch.wall]).toEqual([5, 5, 0, 0]);
  expect(seenOf(batch)).toEqual({
    lines: new Uint8Array(0),
    within: false,
    firstWall: 0,
    isTorn: false,
    endsWithin: false,
  });
});

/** The unfinished line behind a chunk: what is kept of it, whether readers have had its beginning, when it began. */
type Tail = { readonly kept: number; readonly within: boolean; readonly began: number };
const tailAfter = ({ kept, within, began }: Tail, chunk: string, number: number, length: number): Tail => {
  const newline = chunk.lastIndexOf('\n');
  const tail = newline < 0 ? kept + chunk.length : chunk.length - newline - 1;
  const isWithin = (within && newline < 0) || tail >= length;
  return { kept: isWithin ? 0 : tail, within: isWithin, began: newline < 0 ? began : number };
};

test('what is kept is shorter than what is collected; a line that is longer is gone on with', () => {
  fc.assert(
    fc.property(anyInput, anyChunks(CHUNK), anyLength, (input, sizes, length) => {
      const batch = new Batch({ length, chunk: CHUNK, table: undefined });
      let tail: Tail = { kept: 0, within: false, began: 0 };
      for (const [number, chunk] of chunksOf(input, sizes).entries()) {
        batch.room.set(bytesOf(chunk));
        batch.take(chunk.length, number);
        if (tail.kept === 0) tail = { ...tail, began: number };
        expect([batch.start, batch.within, batch.firstWall]).toEqual([length - tail.kept, tail.within, tail.began]);
        tail = tailAfter(tail, chunk, number, length);
        batch.release();
        const start = length - tail.kept;
        expect([batch.start, batch.complete, batch.endsWithin]).toEqual([start, start, tail.within]);
      }
    }),
  );
});

const UPPER = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 97 && byte <= 122 ? byte - 32 : byte));

/** What readers see of each batch with a chunk of so many bytes, and what is left of it then. */
const takeAll = (batches: readonly Batch[], count: number, wall: number): unknown[] => {
  for (const batch of batches) batch.take(count, wall);
  const seen = batches.map(seenOf);
  for (const batch of batches) batch.release();
  return batches.map((batch, index) => ({ ...seen[index], left: [batch.start, batch.wall] }));
};

test.each([[undefined], [UPPER]])('goes on from what was kept as if it had not been away', (table) => {
  fc.assert(
    fc.property(anyInput, anyChunks(CHUNK), anyLength, fc.nat({ max: 8 }), (input, sizes, length, joins) => {
      const batch = new Batch({ length, chunk: CHUNK, table });
      const staying = [batch];
      let raw = '';
      for (const [number, chunk] of chunksOf(input, sizes).entries()) {
        // The unfinished line as it was read: replacing it a second time must come to the same.
        const back = new Batch({ length, chunk: CHUNK, table });
        back.refill(raw.length, batch.endsWithin, batch.wall).set(bytesOf(raw + chunk));
        for (const each of staying) each.room.set(bytesOf(chunk));
        const [first, ...others] = takeAll([...staying, back], chunk.length, number + 1);
        expect(others).toEqual(others.map(() => first));
        if (number === joins) staying.push(back);
        raw = (raw + chunk).slice((raw + chunk).length - (length - batch.start));
      }
    }),
    { numRuns: 300 },
  );
});
