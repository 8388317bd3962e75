/** Entries that are kept for a story's end. */
const KEPT = 400;

type Entry = readonly [at: number, what: string, one: string | number, other: string | number];

/** What happened last, and a number that sums up all of it. */
export class Trace {
  readonly #ring: Entry[] = [];
  #count = 0;
  #digest = 0x811c9dc5;

  add(at: number, what: string, one: string | number = '', other: string | number = ''): void {
    this.#ring[this.#count % KEPT] = [at, what, one, other];
    this.#count++;
    this.#mix(Math.round(at * 1000));
    this.#mix(what.length * 31 + what.charCodeAt(0));
    this.#mix(typeof one === 'number' ? one : one.length);
    this.#mix(typeof other === 'number' ? other : other.length);
  }

  #mix(value: number): void {
    this.#digest = Math.imul(this.#digest ^ (value >>> 0), 0x01000193) >>> 0;
  }

  get digest(): string {
    return `${this.#count}:${this.#digest.toString(16)}`;
  }

  /** The last entries, oldest first. */
  text(count = KEPT): string {
    const first = Math.max(0, this.#count - Math.min(count, KEPT));
    return Array.from({ length: this.#count - first }, (_, index) => {
      const [at, what, one, other] = this.#ring[(first + index) % KEPT]!;
      return `${at.toFixed(3).padStart(12)} ${what} ${one} ${other}`.trimEnd();
    }).join('\n');
  }
}
