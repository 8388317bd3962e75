import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Batch } from '../../../../machines/rules/svlog/batch.ts';
import { type Cursor, type Lines, render, slackOf } from '../../../../machines/rules/svlog/render.ts';
import { replacements } from '../../../../machines/rules/svlog/replace.ts';
import { type Words, wordsOf } from '../../../../machines/rules/svlog/words.ts';
import { anyChunks, anyInput, anyReplacement, anySelectors, chunksOf } from '../../../support/log-arbitraries.ts';
import {
  bytesOf,
  isSelected,
  latin1,
  linesOf,
  type PlainSelector,
  type Replacement,
  replaced,
} from '../../../support/log-model.ts';

const CHUNK = 16;
/** Stands before a line that began with the chunk of this number. */
const leadOf = (chunk: number): string => `<${String.fromCharCode(0x100 - 1 - (chunk % 128))}>`;
const WIDTH = leadOf(0).length;

type Run = {
  readonly chunks: readonly string[];
  readonly length: number;
  readonly selectors: readonly PlainSelector[];
  readonly replacement: Replacement | undefined;
  /** Bytes after which a render stops, to be gone on with. */
  readonly limit: number;
  readonly sentOnly: boolean;
};
type Seen = { readonly written: string; readonly sent: readonly string[] };

/** What a reader of the batch makes of the chunks. */
const fast = ({ chunks, length, selectors, replacement, limit, sentOnly }: Run): Seen => {
  const table = replacement && replacements(replacement.by.charCodeAt(0), bytesOf(replacement.also));
  const batch = new Batch({ length, chunk: CHUNK, table });
  const cursor: Cursor = { at: batch.complete, within: false, selected: true };
  const sent: string[] = [];
  let written = '';
  const lines: Lines = {
    selectors: selectors.map(({ selects, pattern }) => ({ selects, pattern: bytesOf(pattern) })),
    sentOnly,
    send: sentOnly ? (_, start, end) => sent.push(latin1(batch.bytes.subarray(start, end))) : undefined,
  };
  const feed = (chunk: string, number: number): void => {
    batch.room.set(bytesOf(chunk));
    batch.take(chunk.length, number);
    cursor.at = batch.start;
    cursor.within = batch.within;
    const [first, lead] = [batch.firstWall, batch.wall].map((wall) => wordsOf(bytesOf(leadOf(wall)))) as [Words, Words];
    while (cursor.at < batch.complete) {
      const room = new Uint8Array(CHUNK * (WIDTH + 1) + slackOf(WIDTH, length, CHUNK));
      const output = { ...wordsOf(room), end: 0 };
      render(batch, cursor, output, limit, first, lead, lines);
      written += latin1(output.bytes.subarray(0, output.end));
    }
    batch.release();
  };
  chunks.forEach(feed);
  if (batch.isTorn) feed('\n', chunks.length);
  return { written, sent };
};

/** The same, line by line. */
const plain = ({ chunks, length, selectors, replacement, sentOnly }: Run): Seen => {
  const origins = chunks.flatMap((chunk, number) => Array.from(chunk, () => number));
  const seen = { written: '', sent: [] as string[] };
  let at = 0;
  for (const raw of linesOf(chunks.join(''))) {
    const line = replaced(raw, length, replacement);
    const collected = line.slice(0, length);
    if (isSelected(selectors, collected)) {
      if (sentOnly) seen.sent.push(collected);
      else seen.written += `${leadOf(origins[at]!)}${line}\n`;
    }
    at += raw.length + 1;
  }
  return seen;
};

const anyRun: fc.Arbitrary<Run> = fc.record({
  chunks: fc.tuple(anyInput, anyChunks(CHUNK)).map(([input, sizes]) => chunksOf(input, sizes)),
  length: fc.integer({ min: 1, max: 40 }),
  selectors: fc.oneof(fc.constant([]), anySelectors),
  // A newline in place of a byte is a newline for what comes after it: the models part there.
  replacement: anyReplacement.filter((replacement) => replacement?.by !== '\n'),
  limit: fc.constantFrom(1, 5, Number.POSITIVE_INFINITY),
  sentOnly: fc.boolean(),
});

test('lines are those of the plain model, each with one lead of its first byte, whatever the chunks', () => {
  fc.assert(
    fc.property(anyRun, (run) => {
      expect(fast(run)).toEqual(plain(run));
    }),
    { numRuns: 1000 },
  );
});
