import { closeSync, constants, fstatSync, ftruncateSync, readSync, rmSync, writeSync } from 'node:fs';
import {
  parseSpoolRecord,
  RECORD_SIZE,
  type SpoolMark,
  type SpoolRecord,
  spoolRecordText,
} from '../machines/rules/svlog/spool-record.ts';
import { bootId } from './proc.ts';
import type { Pipes } from './system.ts';
import { openWarily } from './wary-file.ts';

/** Where the input begins. */
export const FIRST = RECORD_SIZE;
/** Bytes that have been taken, from which on the file is made short again. */
const LONGEST_TAKEN = 1_048_576;

const BLANK = 0x20;

/** Where records are read and made, one at a time, for all spools. */
const page = Buffer.alloc(RECORD_SIZE);

/**
 * What a hosted logger has taken from its pipe, on its way to the log: a file `spool` in `log/supervise`, a record of
 * how far each directory has come and behind it the bytes themselves. The kernel moves them from the pipe into the file,
 * so a logger that is killed at any moment leaves each byte in the one or the other, and the record says from where its
 * successor is to go on.
 */
export class Spool {
  readonly #path: string;
  #fd: number;
  #recordEnd = 0;
  /** The record that was there. */
  readonly left: SpoolRecord | undefined;
  /** Whether what it says of other files can be relied on. */
  readonly isOfThisBoot: boolean;
  /** Where the bytes end. */
  end: number;

  /** Opens a spool, or makes one. Throws the errors of open(2), read(2) and ftruncate(2), and then has nothing open. */
  constructor(path: string) {
    this.#path = path;
    this.#fd = openWarily(path, constants.O_RDWR | constants.O_CREAT, 0o600);
    try {
      this.left = this.#readRecord();
      this.isOfThisBoot = this.left?.boot === bootId();
      this.end = Math.max(fstatSync(this.#fd).size, FIRST);
    } catch (error) {
      // A logger that cannot start is tried again each second: a descriptor left open would soon be all of them.
      this.close();
      throw error;
    }
  }

  /** The record that is there; what lies behind the end that it names is cut off. */
  #readRecord(): SpoolRecord | undefined {
    const head = page.subarray(0, readSync(this.#fd, page, 0, RECORD_SIZE, 0));
    const left = parseSpoolRecord(head.toString('latin1'));
    if (left && left.trim > 0 && left.trim < fstatSync(this.#fd).size) ftruncateSync(this.#fd, left.trim);
    return left;
  }

  /** Moves what the pipe holds behind what is there; see {@link Pipes}. */
  fill({ splice }: Pipes, fifo: number, most: number): number | string {
    const moved = splice(fifo, this.#fd, this.end, most);
    if (typeof moved === 'number') this.end += moved;
    return moved;
  }

  /** Reads bytes at a position. */
  read(into: Uint8Array, at: number): void {
    for (let done = 0; done < into.length; ) {
      const count = readSync(this.#fd, into, done, into.length - done, at + done);
      if (count === 0) throw new Error('the spool has become shorter');
      done += count;
    }
  }

  /** Adds a byte of our own. */
  append(byte: number): void {
    this.end += writeSync(this.#fd, Uint8Array.of(byte), 0, 1, this.end);
  }

  /** Writes the record: whole, whenever we are killed. */
  record(marks: readonly SpoolMark[], trim = 0): void {
    const end = page.write(spoolRecordText({ boot: bootId(), trim, marks }), 'latin1');
    page.fill(BLANK, end, Math.max(end, this.#recordEnd));
    writeSync(this.#fd, page, 0, Math.max(end, this.#recordEnd), 0);
    this.#recordEnd = end;
  }

  /** Whether so much has been taken that what has not is worth moving. */
  isLong(at: number): boolean {
    return at - FIRST >= Math.max(LONGEST_TAKEN, this.end - at);
  }

  /** Makes the file short: what begins at `at` is moved to its front, and every mark with it. */
  shorten(at: number, marks: readonly SpoolMark[]): void {
    const rest = new Uint8Array(this.end - at);
    this.read(rest, at);
    for (let done = 0; done < rest.length; ) done += writeSync(this.#fd, rest, done, rest.length - done, FIRST + done);
    const end = FIRST + rest.length;
    const moved = marks.map((mark) => ({ ...mark, at: FIRST }));
    // Killed from here on, the next one takes the file to end where the record says.
    this.record(moved, end);
    ftruncateSync(this.#fd, end);
    this.record(moved);
    this.end = end;
  }

  close(): void {
    closeSync(this.#fd);
    // Whoever still comes with a record must not write it to another file of that number.
    this.#fd = -1;
  }

  /** Removes it: there is nothing left to be taken. */
  remove(): void {
    rmSync(this.#path, { force: true });
  }
}
