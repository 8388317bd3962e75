import { writeSync } from 'node:fs';
import type { LogConfig } from '../machines/rules/svlog/config.ts';
import { type Cursor, type Lines, render, slackOf } from '../machines/rules/svlog/render.ts';
import { isFull, type SizeLimits, stopLimit, writable } from '../machines/rules/svlog/rotation.ts';
import type { Progress } from '../machines/rules/svlog/spool-record.ts';
import { stampText } from '../machines/rules/svlog/stamp.ts';
import { type Words, wordsOf } from '../machines/rules/svlog/words.ts';
import type { Buffers } from './log-buffers.ts';
import { LogOutput } from './log-output.ts';
import { CHUNK, type Pump } from './log-pump.ts';

/** Output is written when this much of it is there, and at the end of each chunk. */
const WRITE_AT = 131_072;

/** Why writing stopped. */
export type Stop = 'done' | 'full' | { readonly error: unknown };

const NO_LEAD = wordsOf(new Uint8Array(0));

/** Renders batches for one directory into one buffer, and writes that to `current`: one write a chunk. */
export class LogWriter {
  readonly #pump: Pump;
  readonly #output: LogOutput;
  readonly #stamp: 0 | 1 | 2 | 3;
  readonly #cursor: Cursor = { at: 0, within: false, selected: true };
  #lines: Lines = { selectors: [], sentOnly: false, send: undefined };
  #prefix: Uint8Array = new Uint8Array(0);
  #limits: SizeLimits;
  /** Bytes that the output of one batch may need. */
  #capacity = 0;
  #first = NO_LEAD;
  #lead = NO_LEAD;
  /** Bytes in `current`. */
  written = 0;
  fd = -1;
  /** Position in the input of the batch's byte 0. */
  #origin = 0;
  /** The batch that there is, is ours to take. */
  #isBegun = false;
  /** Where to go on: what comes before it in the input has been taken. */
  #from: Progress | undefined;

  constructor(pump: Pump, buffers: Buffers, stamp: 0 | 1 | 2 | 3) {
    this.#pump = pump;
    this.#output = new LogOutput(buffers);
    this.#stamp = stamp;
    this.#limits = { size: 0, length: pump.batch.length };
  }

  get #batch(): Pump['batch'] {
    return this.#pump.batch;
  }

  /** How far the input has been taken. */
  get progress(): Progress {
    const { at, within, selected } = this.#cursor;
    return this.#from ?? { at: at + this.#origin, within, selected };
  }

  /** Goes on from where another one has come to. */
  resume(from: Progress, carry: Uint8Array): void {
    this.#from = from;
    this.#isBegun = false;
    this.#output.drop();
    this.#output.add(carry);
  }

  /** Positions in the input are this much smaller from now on. */
  rebase(by: number): void {
    this.#origin -= by;
    if (this.#from) this.#from = { ...this.#from, at: this.#from.at - by };
  }

  /** Bytes that wait to be written. */
  get pending(): number {
    return this.#output.pending;
  }

  get waiting(): Uint8Array {
    return this.#output.waiting;
  }

  configure(config: LogConfig, send: Lines['send']): void {
    this.#lines = { selectors: config.selectors, sentOnly: config.sentOnly, send };
    const { length } = this.#batch;
    this.#limits = { size: config.size, length };
    this.#prefix = config.prefix;
    const lead = stampText(this.#stamp, 0).length + config.prefix.length;
    this.#capacity = WRITE_AT + slackOf(lead, length, CHUNK);
    if (this.#isBegun) this.#makeLeads();
  }

  /** A new batch is there. */
  begin(): void {
    const { start, complete, within } = this.#batch;
    this.#isBegun = true;
    this.#origin = this.#pump.origin;
    this.#cursor.at = start;
    this.#cursor.within = within;
    this.#makeLeads();
    if (this.#from) this.#skip(this.#from, start, complete);
  }

  /** Goes on in the batch where another one has come to; it may lie beyond its end. */
  #skip(from: Progress, start: number, complete: number): void {
    const at = from.at - this.#origin;
    if (at >= start) this.#cursor.at = Math.min(at, complete);
    if (at > complete) return;
    this.#from = undefined;
    if (at < start) return;
    this.#cursor.within = from.within;
    this.#cursor.selected = from.selected;
  }

  /** Whether the batch has been taken and written. */
  get isDone(): boolean {
    return this.pending === 0 && this.#isTaken;
  }

  get #isTaken(): boolean {
    return !this.#isBegun || this.#cursor.at >= this.#batch.complete;
  }

  /** What waits is of no batch. */
  get hasCarry(): boolean {
    return this.pending > 0 && !this.#isBegun;
  }

  /** Adds a line of svlogd's own. */
  add(text: Uint8Array): void {
    this.#output.add(text);
  }

  /** Gives up what waits. */
  drop(): void {
    this.#output.drop();
  }

  /** Everything has been written: what belongs to the batch is of no use until the next one. */
  rest(): void {
    this.#isBegun = false;
    this.#first = this.#lead = NO_LEAD;
    if (this.pending === 0) this.#output.drop();
  }

  /** Renders and writes until the batch ends, the log is full, or the system refuses. */
  run(): Stop {
    for (;;) {
      const stop = this.flush();
      if (stop !== 'done' || this.#isTaken) return stop;
      this.#output.hold(this.#capacity);
      const limit = Math.min(WRITE_AT, stopLimit(this.#limits) - this.written);
      // At its limit already, a log takes a line more before it is found full: runit looks before it writes.
      render(this.#batch, this.#cursor, this.#output, Math.max(1, limit), this.#first, this.#lead, this.#lines);
    }
  }

  /** Writes what is pending, as far as the size allows. */
  flush(): Stop {
    const output = this.#output;
    let last: number | undefined;
    while (this.pending > 0) {
      const count = writable(this.#limits, this.written, this.pending);
      if (count === 0) return 'full';
      try {
        const done = writeSync(this.fd, output.bytes, output.begin, count);
        output.begin += done;
        this.written += done;
        this.#pump.written.bytes += done;
        last = output.bytes[output.begin - 1];
      } catch (error) {
        return { error };
      }
    }
    output.empty();
    return isFull(this.#limits, this.written, last) ? 'full' : 'done';
  }

  #makeLeads(): void {
    const { firstWall, wall } = this.#batch;
    this.#lead = this.#leadAt(wall);
    this.#first = firstWall === wall ? this.#lead : this.#leadAt(firstWall);
  }

  #leadAt(wall: number): Words {
    return wordsOf(Buffer.concat([Buffer.from(stampText(this.#stamp, wall), 'latin1'), this.#prefix]));
  }

  /** What stands before the line that begins here. */
  leadOf(start: number): Uint8Array {
    return (start === this.#batch.start ? this.#first : this.#lead).bytes;
  }
}
