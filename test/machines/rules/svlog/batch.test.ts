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
