/** Bytes a pipe holds at first, as on Linux. */
export const PIPE_SIZE = 65_536;

/** The bytes of a FIFO. What nobody holds open any more is gone. */
export class Pipe {
  capacity: number;
  readers = 0;
  writers = 0;
  /** Writers there have ever been: tells a reader whether one has come and gone. */
  writersSeen = 0;
  #bytes: Buffer[] = [];
  #length = 0;
  /** To be called once when something has been taken out. */
  readonly #waiting: (() => void)[] = [];
  /** Told of bytes that nobody can read any more. */
  discarded: (count: number) => void = () => {};
  /** Told when there is something to be read, or an end. */
  readonly listeners = new Set<() => void>();

  constructor(capacity = PIPE_SIZE) {
    this.capacity = capacity;
  }

  get length(): number {
    return this.#length;
  }

  get room(): number {
    return Math.max(0, this.capacity - this.#length);
  }

  /** What is in it. */
  get bytes(): Buffer {
    if (this.#bytes.length > 1) this.#bytes = [Buffer.concat(this.#bytes)];
    return this.#bytes[0] ?? Buffer.alloc(0);
  }

  put(bytes: Buffer): void {
    this.#bytes.push(Buffer.from(bytes));
    this.#length += bytes.length;
    for (const listener of [...this.listeners]) listener();
  }

  take(count: number): Buffer {
    const all = this.bytes;
    const taken = all.subarray(0, count);
    this.#bytes = taken.length < all.length ? [all.subarray(taken.length)] : [];
    this.#length -= taken.length;
    for (const wake of this.#waiting.splice(0)) wake();
    return taken;
  }

  whenTaken(wake: () => void): void {
    this.#waiting.push(wake);
  }

  hold(readable: boolean, writable: boolean): void {
    if (readable) this.readers++;
    if (!writable) return;
    this.writers++;
    this.writersSeen++;
  }

  release(readable: boolean, writable: boolean): void {
    if (readable) this.readers--;
    if (writable) this.writers--;
    if (this.readers === 0 && this.writers === 0 && this.#length > 0) {
      this.discarded(this.#length);
      this.#bytes = [];
      this.#length = 0;
    }
    if (writable && this.writers === 0) for (const listener of [...this.listeners]) listener();
  }
}
