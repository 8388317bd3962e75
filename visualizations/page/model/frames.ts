/**
 * Hands over what has come since the last frame, all of it at once: however many messages there are, the page is
 * rendered once a frame.
 */
export class Frames<Item> {
  #items: Item[] = [];
  readonly #take: (items: readonly Item[]) => void;
  readonly #schedule: (run: () => void) => void;

  /** @param schedule has something run before the next frame is painted. */
  constructor(take: (items: readonly Item[]) => void, schedule: (run: () => void) => void) {
    this.#take = take;
    this.#schedule = schedule;
  }

  push(item: Item): void {
    this.#items.push(item);
    if (this.#items.length === 1) this.#schedule(() => this.#handOver());
  }

  #handOver(): void {
    const items = this.#items;
    this.#items = [];
    this.#take(items);
  }
}
