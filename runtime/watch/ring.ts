/** The last so many things that are numbered, oldest first; what falls out is counted. */
export class Ring<Item extends { readonly seq: number }> {
  readonly #capacity: number;
  /** Grows to the capacity, and is overwritten from its start then. */
  readonly #items: Item[] = [];
  #oldest = 0;
  /** How many have fallen out. */
  lost = 0;
  /** Number of the last that fell out; 0: none has. */
  lostTo = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  push(item: Item): void {
    if (this.#items.length < this.#capacity) return void this.#items.push(item);
    this.lostTo = this.#items[this.#oldest]!.seq;
    this.#items[this.#oldest] = item;
    this.#oldest = (this.#oldest + 1) % this.#capacity;
    this.lost += 1;
  }

  get items(): Item[] {
    return [...this.#items.slice(this.#oldest), ...this.#items.slice(0, this.#oldest)];
  }
}
