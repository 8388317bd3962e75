import type { Batch } from './batch.ts';
import { judge, type Selector } from './pattern.ts';
import { copyAll, copyLine, type Words } from './words.ts';

const NEWLINE = 10;

/** Where a reader stands in a batch, and what it has decided about the line that it is in. */
export type Cursor = { at: number; within: boolean; selected: boolean };

/** What is done with lines besides writing them. */
export type Lines = {
  readonly selectors: readonly Selector[];
  /** Lines are sent, not written. */
  readonly sentOnly: boolean;
  /** Told of the collected part of each selected line; undefined: nobody is. */
  readonly send: ((batch: Batch, start: number, end: number) => void) | undefined;
};

/** A buffer that lines are rendered to; `end` is where the next byte goes. */
export type Output = Words & { end: number };

/** Where the collected part of the line at `at` ends. */
export const collectedEnd = (batch: Batch, at: number): number => {
  const most = Math.min(batch.complete, at + batch.length);
  const { bytes } = batch;
  let end = at;
  while (end < most && bytes[end] !== NEWLINE) end++;
  return end;
};

/** Where the next line begins, or the batch ends. */
export const nextLine = (batch: Batch, at: number): number => {
  const newline = batch.bytes.indexOf(NEWLINE, at);
  return newline === -1 || newline >= batch.complete ? batch.complete : newline + 1;
};

/** Room for a line of svlogd's own, besides the line that it is about. */
const NOTE = 64;

/** Room for one batch with its stamps: what `render` may write beyond `limit`. */
export const slackOf = (lead: number, length: number, chunk: number): number => 2 * (lead + length) + chunk + NOTE;

/**
 * Copies lines behind their leads, all of them, until the batch ends or the output passes `limit` with a line's end: a tight loop,
 * nothing allocated, nothing decoded.
 *
 * @param first what stands before the line that the batch begins with.
 * @param lead what stands before the others.
 */
const renderAll = (batch: Batch, cursor: Cursor, output: Output, limit: number, first: Words, lead: Words): void => {
  const { bytes, complete, start } = batch;
  let { at, within } = cursor;
  let end = output.end;
  while (at < complete && end < limit) {
    if (!within) end = copyAll(at === start ? first : lead, output, end);
    const count = copyLine(batch, at, complete, output, end);
    at += count;
    end += count;
    within = bytes[at - 1] !== NEWLINE;
  }
  cursor.at = at;
  cursor.within = within;
  // Of the line that it is in, too, should that go on in the next batch.
  cursor.selected = true;
  output.end = end;
};

/** What becomes of the line that begins at the cursor; its lead, where it is to be written. */
const beginLine = (
  batch: Batch,
  cursor: Cursor,
  output: Output,
  lead: Words,
  { selectors, send, sentOnly }: Lines,
): void => {
  const { at } = cursor;
  const end = collectedEnd(batch, at);
  const isSelected = judge(selectors, true, batch.bytes, at, end);
  if (isSelected) send?.(batch, at, end);
  cursor.selected = isSelected && !sentOnly;
  if (cursor.selected) output.end = copyAll(lead, output, output.end);
};

/** As {@link renderAll}, line by line: each is judged and sent first. */
const renderSelected = (
  batch: Batch,
  cursor: Cursor,
  output: Output,
  limit: number,
  first: Words,
  lead: Words,
  lines: Lines,
): void => {
  const { bytes, complete, start } = batch;
  while (cursor.at < complete && output.end < limit) {
    const { at } = cursor;
    const next = nextLine(batch, at);
    if (!cursor.within) beginLine(batch, cursor, output, at === start ? first : lead, lines);
    if (cursor.selected) {
      output.bytes.set(bytes.subarray(at, next), output.end);
      output.end += next - at;
    }
    cursor.at = next;
    cursor.within = bytes[next - 1] !== NEWLINE;
  }
};

/** Renders lines of a batch to the output, from the cursor on, until the output's end reaches `limit`. */
export const render = (
  batch: Batch,
  cursor: Cursor,
  output: Output,
  limit: number,
  first: Words,
  lead: Words,
  lines: Lines,
): void => {
  // The decision about a line that goes on from earlier batches is the cursor's.
  if (lines.selectors.length === 0 && !lines.send && (cursor.selected || !cursor.within))
    renderAll(batch, cursor, output, limit, first, lead);
  else renderSelected(batch, cursor, output, limit, first, lead, lines);
};
