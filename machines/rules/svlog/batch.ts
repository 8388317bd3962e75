import { replaceIn } from './replace.ts';
import type { Words } from './words.ts';

const NEWLINE = 10;

/** How input is taken apart into lines. */
export type FramingInput = {
  /** Bytes of a line that are collected before it is judged. */
  readonly length: number;
  /** Bytes of a chunk. */
  readonly chunk: number;
  /** What stands for each byte; undefined: itself. */
  readonly table: Uint8Array | undefined;
};

/**
 * A chunk of input and its lines. The beginning of a line that is not complete, and shorter than what is collected, stays
 * for the next chunk, which is read in right behind it: lines lie in one piece, and memory is bounded whatever comes.
 *
 * Readers of a batch walk from `start` to `complete`; `within` says that `start` lies in a line whose beginning they have
 * had already.
 */
export class Batch implements Words {
  readonly length: number;
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** Where a chunk is to be read to. */
  readonly room: Uint8Array;
  start: number;
  complete: number;
  within = false;
  /** When the first line began, and the others: microseconds since the epoch. */
  firstWall = 0;
  wall = 0;
  readonly #table: Uint8Array | undefined;
  #end: number;
  #column = 0;
  /** Where bytes that have not been replaced yet begin. */
  #raw: number;
  #tailWithin = false;

  constructor({ length, chunk, table }: FramingInput) {
    this.length = length;
    this.bytes = new Uint8Array(length + chunk);
    this.view = new DataView(this.bytes.buffer);
    this.room = this.bytes.subarray(length);
    this.start = length;
    this.complete = length;
    this.#end = length;
    this.#raw = length;
    this.#table = table;
  }

  /** Whether the input so far ends in mid-line. */
  get isTorn(): boolean {
    return this.#tailWithin || this.complete < this.#end;
  }

  /** Whether what comes next goes on in a line whose beginning readers have had. */
  get endsWithin(): boolean {
    return this.#tailWithin;
  }

  /**
   * Makes ready for input whose unfinished line is read again from where it is kept, as one piece with the next chunk.
   *
   * @param kept bytes of that line; fewer than `length`.
   * @param within the input goes on in a line whose beginning readers have had; nothing is kept then.
   * @param wall when that line began.
   * @returns where the kept bytes and the chunk are to be read to; then `take` the chunk's count.
   */
  refill(kept: number, within: boolean, wall: number): Uint8Array {
    this.start = this.length - kept;
    this.#tailWithin = within;
    this.wall = wall;
    this.#column = within ? this.length : 0;
    this.#raw = this.start;
    return this.bytes.subarray(this.start);
  }

  /** Takes the chunk of `count` bytes that was read into `room`, at a moment. */
  take(count: number, wall: number): void {
    this.within = this.#tailWithin;
    this.firstWall = this.start < this.length ? this.wall : wall;
    // The tail of the tail: its line began when it came, however many chunks ago.
    const carriedWall = this.firstWall;
    this.wall = wall;
    this.#end = this.length + count;
    if (this.#table) this.#column = replaceIn(this.#table, this.bytes, this.#raw, this.#end, this.length, this.#column);
    this.#raw = this.length;
    const newline = this.bytes.subarray(0, this.#end).lastIndexOf(NEWLINE);
    const hasNewline = newline >= this.length;
    const tail = hasNewline ? newline + 1 : this.start;
    const isWithin = this.within && !hasNewline;
    const isLong = isWithin || this.#end - tail >= this.length;
    this.complete = isLong ? this.#end : tail;
    this.#tailWithin = isLong && this.#end > tail;
    if (isWithin) this.#tailWithin = true;
    if (!hasNewline && !isLong) this.wall = carriedWall;
  }

  /** Every reader has had the lines: `room` may be read to again, and what is not complete moves in front of it. */
  release(): void {
    this.start = this.length - (this.#end - this.complete);
    this.bytes.copyWithin(this.start, this.complete, this.#end);
    this.complete = this.start;
    this.#end = this.length;
  }
}
