import type { Output } from '../machines/rules/svlog/render.ts';
import { type Words, wordsOf } from '../machines/rules/svlog/words.ts';
import type { Buffers } from './log-buffers.ts';

const NONE = wordsOf(new Uint8Array(0));

/** What has been rendered and not been written; a buffer is held only as long as there is something. */
export class LogOutput implements Output {
  readonly #buffers: Buffers;
  bytes = NONE.bytes;
  view = NONE.view;
  /** Where what waits begins, and ends. */
  begin = 0;
  end = 0;

  constructor(buffers: Buffers) {
    this.#buffers = buffers;
  }

  /** Bytes that wait to be written. */
  get pending(): number {
    return this.end - this.begin;
  }

  get waiting(): Uint8Array {
    return this.bytes.subarray(this.begin, this.end);
  }

  /** Sees to a buffer of this size; what waits stays. */
  hold(size: number): void {
    if (this.bytes.length >= size) return;
    const old = this.bytes;
    const { waiting } = this;
    this.#take(wordsOf(this.#buffers.take(size)));
    this.bytes.set(waiting);
    this.end = waiting.length;
    this.begin = 0;
    if (old.length > 0) this.#buffers.give(old);
  }

  add(text: Uint8Array): void {
    this.hold(this.end + text.length);
    this.bytes.set(text, this.end);
    this.end += text.length;
  }

  /** What waited has been written. */
  empty(): void {
    this.begin = this.end = 0;
  }

  /** Gives what waits up, and the buffer back. */
  drop(): void {
    this.empty();
    if (this.bytes.length > 0) this.#buffers.give(this.bytes);
    this.#take(NONE);
  }

  #take({ bytes, view }: Words): void {
    this.bytes = bytes;
    this.view = view;
  }
}
