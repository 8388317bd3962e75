import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Batch } from '../../../../machines/rules/svlog/batch.ts';
import {
  type Cursor,
  collectedEnd,
  type Lines,
  nextLine,
  render,
  slackOf,
} from '../../../../machines/rules/svlog/render.ts';
import { replacements } from '../../../../machines/rules/svlog/replace.ts';
import { type Words, wordsOf } from '../../../../machines/rules/svlog/words.ts';
import { countedWords } from '../../../support/counted-words.ts';
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
      const piece = latin1(output.bytes.subarray(0, output.end));
      // The line that passes the limit is the last one.
      if (cursor.at < batch.complete) expect(piece.length).toBeGreaterThanOrEqual(limit);
      expect(piece.slice(0, -1).lastIndexOf('\n') + 1).toBeLessThan(limit);
      written += piece;
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
  limit: fc.oneof(fc.integer({ min: 1, max: 30 }), fc.constant(Number.POSITIVE_INFINITY)),
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

const TEXT = 'one is a line\nand two\nsix\n';
const NOTHING: Words = wordsOf(new Uint8Array(0));

/** A batch of this text, which begins with a line. */
const batchOf = (text: string, length = 100): Batch => {
  const batch = new Batch({ length, chunk: 64, table: undefined });
  batch.room.set(bytesOf(text));
  batch.take(text.length, 0);
  return batch;
};

test('where the collected part of a line ends, and the next line begins', () => {
  const batch = batchOf('abcdef\n\nxyz\nuv', 4);
  const at = (offset: number): number[] =>
    [collectedEnd, nextLine].map((where) => where(batch, batch.start + offset) - batch.start);
  expect([0, 7, 8, 10].map(at)).toEqual([
    [4, 7],
    [7, 8],
    [11, 12],
    [11, 12],
  ]);
  // What is not complete does not count.
  expect(batch.complete - batch.start).toBe(12);
  const torn = batchOf('abc\nuvwxyz', 4);
  expect([collectedEnd(torn, torn.start + 8), nextLine(torn, torn.start + 4)]).toEqual([torn.complete, torn.complete]);
});

test('a newline in the very first byte is one', () => {
  const batch = batchOf('abc\n');
  batch.bytes.set([10, 11]);
  expect([nextLine(batch, 0), nextLine(batch, 1)]).toEqual([1, batch.complete]);
});

/** Renders a text without selectors from a cursor on: what comes of it, and whether it was copied by words. */
const rendered = (begin: Omit<Cursor, 'at'>, lines: Partial<Lines> = {}) => {
  const batch = batchOf(TEXT);
  const cursor: Cursor = { at: batch.start, ...begin };
  const output = { ...countedWords(new Uint8Array(200)), end: 0 };
  const lead = wordsOf(bytesOf('> '));
  render(batch, cursor, output, 200, lead, lead, { selectors: [], sentOnly: false, send: undefined, ...lines });
  return {
    written: latin1(output.bytes.subarray(0, output.end)),
    cursor: { ...cursor, at: cursor.at - batch.start },
    isFast: output.count() > 0,
  };
};
const END: Cursor = { at: TEXT.length, within: false, selected: true };

test.each([
  [{ within: false, selected: true }, '> one is a line\n> and two\n> six\n'],
  // The line before was not wanted, by a config that there is no more.
  [{ within: false, selected: false }, '> one is a line\n> and two\n> six\n'],
  [{ within: true, selected: true }, 'one is a line\n> and two\n> six\n'],
])('where all is wanted lines are copied by words, from %j on', (begin, written) => {
  expect(rendered(begin)).toEqual({ written, cursor: END, isFast: true });
});

test('the rest of a line that is not wanted is not written, whatever is wanted from now on', () => {
  expect(rendered({ within: true, selected: false })).toMatchObject({ written: '> and two\n> six\n', cursor: END });
});

test('where lines are sent each is looked at', () => {
  const send = (): void => {};
  const begin = { within: false, selected: true };
  expect(rendered(begin, { send })).toMatchObject({ written: '> one is a line\n> and two\n> six\n', cursor: END });
  expect(rendered(begin, { send, sentOnly: true })).toMatchObject({
    written: '',
    cursor: { ...END, selected: false },
  });
});

test('a long line is wanted to its end where no line is not, whatever became of the one before', () => {
  const batch = batchOf('0123456789', 4);
  const cursor: Cursor = { at: batch.start, within: false, selected: false };
  const output = { ...wordsOf(new Uint8Array(200)), end: 0 };
  const lines: Lines = { selectors: [], sentOnly: false, send: undefined };
  render(batch, cursor, output, 200, NOTHING, NOTHING, lines);
  batch.release();
  batch.room.set(bytesOf('abc\n'));
  batch.take(4, 0);
  Object.assign(cursor, { at: batch.start, within: batch.within });
  render(batch, cursor, output, 200, NOTHING, NOTHING, lines);
  expect(latin1(output.bytes.subarray(0, output.end))).toBe('0123456789abc\n');
});

test('the most that a batch comes to behind the limit has room', () => {
  const [length, chunk, limit] = [10, 16, 30];
  const lead = wordsOf(bytesOf('lead '));
  const batch = new Batch({ length, chunk, table: undefined });
  // All but a byte of what is collected, then a chunk without a newline.
  for (const part of ['x'.repeat(length - 1), 'x'.repeat(chunk)]) {
    batch.release();
    batch.room.set(bytesOf(part));
    batch.take(part.length, 0);
  }
  const output = { ...wordsOf(new Uint8Array(200)), end: limit - 1 };
  const send = (): void => {
    // A line about the line, with its lead.
    output.end += 64 + lead.bytes.length + length;
  };
  const cursor: Cursor = { at: batch.start, within: false, selected: true };
  render(batch, cursor, output, limit, lead, lead, { selectors: [], sentOnly: false, send });
  // A byte was missing to the limit, and one to what is collected.
  expect(output.end - limit).toBe(slackOf(lead.bytes.length, length, chunk) - 2);
});
