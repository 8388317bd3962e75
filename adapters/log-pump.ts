import type { Batch } from '../machines/rules/svlog/batch.ts';

/** A directory that takes lines. */
export type Sink = {
  /** A new batch is there. */
  begin(): void;
  /** Takes what it can of the batch; false: not all yet, and it will have the pump `advance` later. */
  consume(): boolean;
  /** Has the ledger note how far it has come. */
  note(): void;
  /** Positions in the input are this much smaller from now on. */
  rebase(by: number): void;
};

/** Alerts: judged line by line before the directories take the batch, so that their order is that of the lines. */
export type Tap = (batch: Batch) => void;

/** Bytes read at once: what a pipe holds. */
export const CHUNK = 65_536;

/** Where the input goes on behind the batch: its position counted from wherever the source counts, and whether in mid-line. */
export type Here = { readonly at: number; readonly within: boolean };

/**
 * Joins standard input to the directories: a chunk is read when every directory has taken the one before. So a slow disk
 * pushes back on the writer, and memory is one chunk whatever the input.
 */
export class Pump {
  batch: Batch;
  /** What has come of the input since the start: bytes in all directories together, and rotations. */
  readonly written = { bytes: 0, rotations: 0 };
  /** Position in the input of what would be the batch's byte 0. */
  origin = 0;
  /** Where the next batch begins. */
  next: Here = { at: 0, within: false };
  readonly #sinks = new Set<Sink>();
  readonly #pending = new Set<Sink>();
  readonly #now: () => number;
  readonly #tap: Tap;
  #taken: (() => void) | undefined;
  /** Told when no directory has anything to write any more that is of no batch. */
  idle: () => void = () => {};

  /** @param batch what is read into; a source may put another one in its place between two chunks. */
  constructor(batch: Batch, now: () => number, tap: Tap) {
    this.batch = batch;
    this.#now = now;
    this.#tap = tap;
  }

  /** Whether a batch is still being taken. */
  get isBusy(): boolean {
    return this.#pending.size > 0;
  }

  /** Microseconds since the Unix epoch. */
  get wall(): number {
    return this.#now();
  }

  /** Has every directory note how far it has come. */
  note(): void {
    for (const sink of this.#sinks) sink.note();
  }

  /** Positions in the input are this much smaller from now on: it has been taken that far, and counts anew. */
  rebase(by: number): void {
    this.next = { ...this.next, at: this.next.at - by };
    for (const sink of this.#sinks) sink.rebase(by);
  }

  /** @param hasMore the directory has something to write before it takes a batch. */
  join(sink: Sink, hasMore: boolean): void {
    this.#sinks.add(sink);
    if (hasMore) this.#pending.add(sink);
  }

  /** A directory that cannot be used takes nothing; lines wait for nobody. */
  leave(sink: Sink): void {
    this.#sinks.delete(sink);
    this.#settle(sink);
  }

  /**
   * Takes a chunk that was read into the batch's room.
   *
   * @param taken called later where not every directory could take all of it at once.
   * @returns whether it was taken.
   */
  feed(count: number, taken: () => void): boolean {
    this.batch.take(count, this.wall);
    this.next = { at: this.origin + this.batch.complete, within: this.batch.endsWithin };
    this.#tap(this.batch);
    this.#taken = undefined;
    for (const sink of this.#sinks) {
      sink.begin();
      if (!sink.consume()) this.#pending.add(sink);
    }
    if (this.#pending.size === 0) {
      this.batch.release();
      return true;
    }
    this.#taken = taken;
    return false;
  }

  /** Nothing is taken any more: whatever a directory still does, nobody is told that a batch is done with. */
  stop(): void {
    this.#sinks.clear();
    this.#pending.clear();
    this.#taken = undefined;
  }

  /** A directory may be able to go on. */
  advance(sink: Sink): void {
    if (this.#pending.has(sink) && sink.consume()) this.#settle(sink);
  }

  #settle(sink: Sink): void {
    if (!this.#pending.delete(sink) || this.#pending.size > 0) return;
    const taken = this.#taken;
    this.#taken = undefined;
    if (taken) this.batch.release();
    (taken ?? this.idle)();
  }
}
