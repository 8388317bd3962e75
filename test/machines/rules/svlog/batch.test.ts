import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Batch } from '../../../../machines/rules/svlog/batch.ts';
import { type Cursor, render, slackOf } from '../../../../machines/rules/svlog/render.ts';

const NONE = new Uint8Array(0);
const CHUNK = 16;

/** Feeds the input in chunks, ends it with a newline where it is torn, and returns what a reader writes. */
const throughChunks = (input: Uint8Array, sizes: readonly number[], length: number, lead: Uint8Array): number[] => {
  const batch = new Batch({ length, chunk: CHUNK, table: undefined });
  const written: number[] = [];
  const cursor: Cursor = { at: 0, within: false, selected: true };
  const feed = (chunk: Uint8Array) => {
    batch.room.set(chunk);
    batch.take(chunk.length, 0);
    cursor.at = batch.start;
    cursor.within = batch.within;
    const output = { bytes: new Uint8Array(CHUNK * (lead.length + 1) + slackOf(lead.length, length, CHUNK)), end: 0 };
    const lines = { selectors: [], sentOnly: false, send: undefined };
    render(batch, cursor, output, Number.POSITIVE_INFINITY, lead, lead, lines);
    written.push(...output.bytes.subarray(0, output.end));
    batch.release();
  };
  for (let at = 0, turn = 0; at < input.length; turn++) {
    const size = Math.min(sizes[turn % sizes.length]!, input.length - at);
    feed(input.subarray(at, at + size));
    at += size;
  }
  if (batch.isTorn) feed(Uint8Array.of(10));
  return written;
};

const input = fc.uint8Array({ maxLength: 200 }).map((bytes) => bytes.map((byte) => (byte % 7 === 0 ? 10 : byte)));
const sizes = fc.array(fc.integer({ min: 1, max: CHUNK }), { minLength: 1, maxLength: 8 });
const length = fc.integer({ min: 1, max: 40 });

test('every byte once and in order, whatever the chunks', () => {
  fc.assert(
    fc.property(input, sizes, length, (bytes, chunks, collected) => {
      const torn = bytes.length > 0 && bytes.at(-1) !== 10;
      expect(throughChunks(bytes, chunks, collected, NONE)).toEqual([...bytes, ...(torn ? [10] : [])]);
    }),
  );
});

test('one lead a line, whatever the chunks', () => {
  const lead = Uint8Array.of(1, 2);
  fc.assert(
    fc.property(input, sizes, length, (bytes, chunks, collected) => {
      const text = Buffer.from(bytes).toString('latin1');
      const lines = text.split('\n');
      if (lines.at(-1) === '') lines.pop();
      const expected = lines.map((line) => `\x01\x02${line}\n`).join('');
      expect(Buffer.from(throughChunks(bytes, chunks, collected, lead)).toString('latin1')).toBe(expected);
    }),
  );
});
