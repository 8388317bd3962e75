import { writeSync } from 'node:fs';
import type { Batch } from '../machines/rules/svlog/batch.ts';
import type { LogConfig } from '../machines/rules/svlog/config.ts';
import { type Cursor, type Lines, type Output, render, slackOf } from '../machines/rules/svlog/render.ts';
import { isFull, type SizeLimits, stopLimit, writable } from '../machines/rules/svlog/rotation.ts';
import { stampText } from '../machines/rules/svlog/stamp.ts';
import { CHUNK } from './log-pump.ts';

/** Output is written when this much of it is there, and at the end of each chunk. */
const WRITE_AT = 131_072;

/** Why writing stopped. */
export type Stop = 'done' | 'full' | { readonly error: unknown };

/** Renders batches for one directory into one buffer, and writes that to `current`: one write a chunk. */
export class LogWriter {
  readonly #batch: Batch;
  readonly #stamp: 0 | 1 | 2 | 3;
  readonly #cursor: Cursor = { at: 0, within: false, selected: true };
  #lines: Lines = { selectors: [], sentOnly: false, send: undefined };
  #prefix: Uint8Array = new Uint8Array(0);
  #limits: SizeLimits;
  #output: Output = { bytes: new Uint8Array(0), end: 0 };
  /** Where what has not been written begins. */
  #begin = 0;
  #first: Uint8Array = new Uint8Array(0);
  #lead: Uint8Array = new Uint8Array(0);
  /** Bytes in `current`. */
  written = 0;
  fd = -1;

  constructor(batch: Batch, stamp: 0 | 1 | 2 | 3) {
    this.#batch = batch;
    this.#stamp = stamp;
    this.#limits = { size: 0, length: batch.length };
    this.#cursor.at = batch.complete;
  }

  /** Bytes that wait to be written. */
  get pending(): number {
    return this.#output.end - this.#begin;
  }

  configure(config: LogConfig, send: Lines['send']): void {
    this.#lines = { selectors: config.selectors, sentOnly: config.sentOnly, send };
    this.#limits = { size: config.size, length: this.#batch.length };
    this.#prefix = config.prefix;
    const waiting = this.#output.bytes.subarray(this.#begin, this.#output.end);
    const lead = stampText(this.#stamp, 0).length + config.prefix.length;
    const bytes = new Uint8Array(WRITE_AT + waiting.length + slackOf(lead, this.#batch.length, CHUNK));
    bytes.set(waiting);
    this.#output = { bytes, end: waiting.length };
    this.#begin = 0;
    this.#makeLeads();
  }

  /** A new batch is there. */
  begin(): void {
    this.#cursor.at = this.#batch.start;
    this.#cursor.within = this.#batch.within;
    this.#makeLeads();
  }

  /** Whether the batch has been taken and written. */
  get isDone(): boolean {
    return this.pending === 0 && this.#cursor.at >= this.#batch.complete;
  }

  /** Adds a line of svlogd's own. */
  add(text: Uint8Array): void {
    const { bytes, end } = this.#output;
    if (end + text.length > bytes.length) return;
    bytes.set(text, end);
    this.#output.end += text.length;
  }

  /** Renders and writes until the batch ends, the log is full, or the system refuses. */
  run(): Stop {
    for (;;) {
      const stop = this.flush();
      if (stop !== 'done' || this.#cursor.at >= this.#batch.complete) return stop;
      const limit = Math.min(WRITE_AT, stopLimit(this.#limits) - this.written);
      // At its limit already, a log takes a line more before it is found full: runit looks before it writes.
      render(this.#batch, this.#cursor, this.#output, Math.max(1, limit), this.#first, this.#lead, this.#lines);
    }
  }

  /** Writes what is pending, as far as the size allows. */
  flush(): Stop {
    let last: number | undefined;
    while (this.pending > 0) {
      const count = writable(this.#limits, this.written, this.pending);
      if (count === 0) return 'full';
      try {
        const done = writeSync(this.fd, this.#output.bytes, this.#begin, count);
        this.#begin += done;
        this.written += done;
        last = this.#output.bytes[this.#begin - 1];
      } catch (error) {
        return { error };
      }
    }
    this.#begin = this.#output.end = 0;
    return isFull(this.#limits, this.written, last) ? 'full' : 'done';
  }

  #makeLeads(): void {
    const { firstWall, wall } = this.#batch;
    this.#lead = this.#leadAt(wall);
    this.#first = firstWall === wall ? this.#lead : this.#leadAt(firstWall);
  }

  #leadAt(wall: number): Uint8Array {
    return Buffer.concat([Buffer.from(stampText(this.#stamp, wall), 'latin1'), this.#prefix]);
  }

  /** What stands before the line that begins here. */
  leadOf(start: number): Uint8Array {
    return start === this.#batch.start ? this.#first : this.#lead;
  }
}
