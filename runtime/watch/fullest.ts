/** Something that has a length, and remembers its place among those that have the same. */
export type Sized = { readonly length: number; place: number };

/** Finds one of the longest among many that grow and shrink by one: whatever is done, it takes no longer for more of them. */
export class Fullest<One extends Sized> {
  /** By length. */
  readonly #shelves: One[][] = [];
  #longest = 0;

  /** It has become longer or shorter. @param before its length until now; 0: it was not here. */
  resized(one: One, before: number): void {
    if (before > 0) this.#remove(one, before);
    const { length } = one;
    if (length === 0) return;
    while (this.#shelves.length <= length) this.#shelves.push([]);
    const shelf = this.#shelves[length]!;
    one.place = shelf.length;
    shelf.push(one);
    this.#longest = Math.max(this.#longest, length);
  }

  #remove(one: One, length: number): void {
    const shelf = this.#shelves[length]!;
    const last = shelf.pop()!;
    if (last === one) return;
    shelf[one.place] = last;
    last.place = one.place;
  }

  /** Takes something out, of whatever length. */
  remove(one: One): void {
    if (one.length > 0) this.#remove(one, one.length);
  }

  /** One that none is longer than; undefined: there are none. */
  get longest(): One | undefined {
    while (this.#longest > 0 && this.#shelves[this.#longest]!.length === 0) this.#longest -= 1;
    return this.#shelves[this.#longest]?.at(-1);
  }
}
