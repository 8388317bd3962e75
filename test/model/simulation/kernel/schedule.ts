/** Something that is due; without `act` it has been called off. */
export type Task = { readonly at: number; readonly order: number; act: (() => void) | undefined };

const isBefore = (one: Task, other: Task): boolean =>
  one.at < other.at || (one.at === other.at && one.order < other.order);

/** Tasks by the time that they are due, those of one time in the order that they were added: a binary heap. */
export class Schedule {
  readonly #heap: Task[] = [];
  #order = 0;

  /** Tasks that wait, those that have been called off counted in until they would be due. */
  get length(): number {
    return this.#heap.length;
  }

  add(at: number, act: () => void): Task {
    const task = { at, order: this.#order++, act };
    const heap = this.#heap;
    let index = heap.push(task) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isBefore(task, heap[parent]!)) break;
      heap[index] = heap[parent]!;
      index = parent;
    }
    heap[index] = task;
    return task;
  }

  /** The next one that has not been called off. */
  get next(): Task | undefined {
    while (this.#heap.length > 0 && !this.#heap[0]!.act) this.#drop();
    return this.#heap[0];
  }

  /** Takes the next one off. */
  take(): Task | undefined {
    const task = this.next;
    if (task) this.#drop();
    return task;
  }

  clear(): void {
    this.#heap.length = 0;
  }

  #drop(): void {
    const heap = this.#heap;
    const last = heap.pop()!;
    const { length } = heap;
    if (length === 0) return;
    let index = 0;
    for (let child = 1; child < length; child = 2 * index + 1) {
      if (child + 1 < length && isBefore(heap[child + 1]!, heap[child]!)) child++;
      if (!isBefore(heap[child]!, last)) break;
      heap[index] = heap[child]!;
      index = child;
    }
    heap[index] = last;
  }
}
