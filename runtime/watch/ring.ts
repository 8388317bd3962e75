/** The last so many things that are numbered, oldest first; what is lost is counted. */
export class Ring<Item extends { readonly seq: number }> {
  readonly #capacity: number;
  /** Grows to the capacity; the oldest is at `start`, and those after it go on from the begin. */
  #slots: (Item | undefined)[] = [];
  #start = 0;
  /** How many there are. */
  length = 0;
  /** How many there are no more. */
  lost = 0;
  /** Number of the last of those; 0: none is lost. */
  lostTo = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  push(item: Item): void {
    if (this.length === this.#capacity) this.shift();
    if (this.length === this.#slots.length) this.#grow();
    this.#slots[(this.#start + this.length) % this.#slots.length] = item;
    this.length += 1;
  }

  #grow(): void {
    if (this.#start > 0) this.#slots = this.items;
    this.#start = 0;
    this.#slots.push(undefined);
  }

  /** Loses the oldest, where there is one. */
  shift(): void {
    if (this.length === 0) return;
    this.lostTo = this.#slots[this.#start]!.seq;
    this.#slots[this.#start] = undefined;
    this.#start = (this.#start + 1) % this.#slots.length;
    this.length -= 1;
    this.lost += 1;
  }

  /** Loses all, and what was lost. */
  clear(): void {
    this.#slots = [];
    this.#start = 0;
    this.length = 0;
    this.lost = 0;
    this.lostTo = 0;
  }

  get items(): Item[] {
    const wrapped = Math.max(0, this.#start + this.length - this.#slots.length);
    const first = this.#slots.slice(this.#start, this.#start + this.length);
    return [...first, ...this.#slots.slice(0, wrapped)] as Item[];
  }
}
