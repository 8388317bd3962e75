import { closeSync, constants, fstatSync, rmSync, writeSync } from 'node:fs';
import type { FileId, Progress, SpoolMark } from '../machines/rules/svlog/spool-record.ts';
import type { Here } from './log-pump.ts';
import { FIRST, type Spool } from './log-spool.ts';
import { readPart } from './plain-file.ts';
import { createAnew, openWarily } from './wary-file.ts';

/** What of a log is in `current`, and what comes next. */
export type LogState = Progress & {
  /** Bytes of `current`. */
  readonly size: number;
  /** What the input has given and `current` does not have. */
  readonly carry: Uint8Array;
};

/** What an earlier logger has left. */
export type Inheritance = LogState & {
  /** The `current` that it wrote to. */
  readonly current: FileId;
  /** `size` can be relied on: what lies beyond it will come again. */
  readonly isExact: boolean;
};

const NO_BYTES = new Uint8Array(0);

/** What tells the file behind a descriptor from others. */
export const fileId = (fd: number): FileId => {
  const { dev, ino } = fstatSync(fd, { bigint: true });
  return { device: dev, inode: ino };
};
export const isSame = (one: FileId, other: FileId): boolean => one.device === other.device && one.inode === other.inode;

/** How far each directory has come, as the spool's record says it: the successor of a logger that was killed begins there. */
export class Ledger {
  readonly #spool: Spool;
  readonly #pathOf: (name: string) => string;
  #marks: SpoolMark[];
  /** Marks of our own, as opposed to those that were found. */
  #noted = new WeakSet<SpoolMark>();
  /** Carried bytes that the next record does not speak of any more. */
  #stale: string[] = [];

  /** @param pathOf path of a file beside the spool. */
  constructor(spool: Spool, pathOf: (name: string) => string) {
    this.#spool = spool;
    this.#pathOf = pathOf;
    const within = (at: number): number => Math.min(Math.max(at, FIRST), spool.end);
    this.#marks = (spool.left?.marks ?? []).map((mark) => ({ ...mark, at: within(mark.at) }));
  }

  get marks(): readonly SpoolMark[] {
    return this.#marks;
  }

  /** Where the input goes on for the directory that is furthest behind. */
  get start(): Here {
    const [first, ...others] = this.#marks;
    if (!first) return { at: FIRST, within: false };
    return others.reduce((least, mark) => (mark.at < least.at ? mark : least), first);
  }

  /** The file of what one `current` has not taken and the next one begins with: two in turn, so that one always counts. */
  #carryFile({ device, inode }: FileId, slot: number): string {
    return this.#pathOf(`spool-${device}-${inode}-${slot}`);
  }

  /** What is known of a log directory. */
  inherited(directory: FileId): Inheritance | undefined {
    const mark = this.#marks.find((one) => isSame(one.directory, directory));
    if (!mark) return undefined;
    const carry = mark.carry > 0 ? this.#load(this.#carryFile(directory, mark.slot), mark.carry) : NO_BYTES;
    return { ...mark, carry, isExact: this.#spool.isOfThisBoot };
  }

  /** Whether everything that the spool holds has been taken, and no line has begun. */
  get isSettled(): boolean {
    return this.#marks.every(({ at, within, carry }) => at === this.#spool.end && !within && carry === 0);
  }

  /** Lines are no longer written to a directory. */
  forget(directory: FileId): void {
    this.#keep((mark) => !isSame(directory, mark.directory));
  }

  /** Lines are written to no directory but those of which something has been noted by now. */
  forgetOthers(): void {
    this.#keep((mark) => this.#noted.has(mark));
  }

  /** Notes anew how far all have come; a directory that another one has replaced since is forgotten. */
  noteAll(note: () => void): void {
    this.#noted = new WeakSet();
    note();
    this.forgetOthers();
  }

  /** Not the last mark: nothing else says how much of the spool has been taken. */
  #keep(isWanted: (mark: SpoolMark) => boolean): void {
    const kept = this.#marks.filter(isWanted);
    if (kept.length === 0) return;
    const dropped = this.#marks.filter((mark) => mark.carry > 0 && !kept.includes(mark));
    this.#stale.push(...dropped.map(({ directory, slot }) => this.#carryFile(directory, slot)));
    this.#marks = kept;
  }

  /** Notes how far a log has come; in force with the next `write`. */
  note(directory: FileId, current: FileId, { at, within, selected, size, carry }: LogState): void {
    const index = this.#marks.findIndex((one) => isSame(one.directory, directory));
    const before = this.#marks[index];
    const slot = before && before.carry > 0 ? ((1 - before.slot) as 0 | 1) : 0;
    if (carry.length > 0) this.#save(this.#carryFile(directory, slot), carry);
    if (before && before.carry > 0) this.#stale.push(this.#carryFile(directory, before.slot));
    const mark = { directory, current, at, within, selected, size, carry: carry.length, slot };
    this.#noted.add(mark);
    if (before) this.#marks[index] = mark;
    else this.#marks.push(mark);
  }

  #load(path: string, most: number): Uint8Array {
    const fd = openWarily(path, constants.O_RDONLY);
    try {
      return readPart(fd, 0, Math.min(most, fstatSync(fd).size));
    } finally {
      closeSync(fd);
    }
  }

  #save(path: string, carry: Uint8Array): void {
    const fd = createAnew(path, 0o600);
    try {
      for (let done = 0; done < carry.length; ) done += writeSync(fd, carry, done);
    } finally {
      closeSync(fd);
    }
  }

  write(): void {
    this.#spool.record(this.#marks);
    for (const path of this.#stale.splice(0)) rmSync(path, { force: true });
  }

  /** Everything up to `at` has been taken: the spool is made short where that is worth it. */
  shorten(at: number): boolean {
    if (!this.#spool.isLong(at) || this.#marks.some((mark) => mark.at !== at)) return false;
    this.#spool.shorten(at, this.#marks);
    this.#marks = this.#marks.map((mark) => ({ ...mark, at: FIRST }));
    for (const mark of this.#marks) this.#noted.add(mark);
    return true;
  }
}
