import { StringDecoder } from 'node:string_decoder';
import { printable } from './words.ts';

/** A line that does not end is shown in pieces of this length. */
const LONGEST = 1000;

/** The last lines of what was said, from chunks of any size. */
export class HeardLines {
  readonly #kept: number;
  readonly #decoder = new StringDecoder('utf8');
  #lines: string[] = [];
  #rest = '';

  constructor(kept: number) {
    this.#kept = kept;
  }

  hear(chunk: Buffer): void {
    const lines = (this.#rest + this.#decoder.write(chunk)).split('\n');
    this.#rest = lines.pop()!;
    if (this.#rest.length > LONGEST) {
      lines.push(this.#rest);
      this.#rest = '';
    }
    this.add(...lines);
  }

  /** Whole lines of our own. */
  add(...lines: readonly string[]): void {
    this.#lines = [...this.#lines, ...lines.map(printable)].slice(-this.#kept);
  }

  get lines(): readonly string[] {
    return this.#lines;
  }
}
