import { Pipe } from './pipe.ts';
import type { Process } from './process.ts';

export type Kind = 'file' | 'directory' | 'link' | 'fifo' | 'device' | 'epoll' | 'eventfd' | 'pidfd';

/** Format bits of `st_mode`. */
const FORMAT: Readonly<Record<Kind, number>> = {
  file: 0o100000,
  directory: 0o040000,
  link: 0o120000,
  fifo: 0o010000,
  device: 0o020000,
  epoll: 0,
  eventfd: 0,
  pidfd: 0,
};

const NOTHING = Buffer.alloc(0);
const SMALLEST_FILE = 256;

/** What a name stands for. */
export class Inode {
  readonly number: number;
  readonly kind: Kind;
  mode: number;
  /** Milliseconds since the Unix epoch. */
  modified = 0;
  /** Of a directory: what is in it. */
  readonly entries = new Map<string, Inode>();
  /** Of a directory: where it lies; undefined where it has been removed. */
  parent: Inode | undefined;
  name = '';
  /** Names that it has; of a directory, whether it is there. */
  links = 1;
  /** Of a link. */
  target = '';
  /** Of a FIFO. */
  readonly pipe: Pipe | undefined;
  /** Told of changes in a directory. */
  readonly watchers = new Set<(name: string) => void>();
  /** Of a process's descriptor: the process. */
  owner: Process | undefined;
  /** The description that has it locked. */
  lock: object | undefined;
  #bytes = NOTHING;
  #size = 0;

  constructor(number: number, kind: Kind, mode: number) {
    this.number = number;
    this.kind = kind;
    this.mode = mode;
    this.pipe = kind === 'fifo' ? new Pipe() : undefined;
  }

  get fullMode(): number {
    return FORMAT[this.kind] | this.mode;
  }

  get size(): number {
    return this.#size;
  }

  /** Of a file: what is in it, not to be written to. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#size);
  }

  /** Where a directory, or a file by the name that it was last given, lies. */
  get path(): string {
    return this.parent === this || (this.parent === undefined && this.name === '')
      ? ''
      : `${this.parent?.path ?? '(removed)'}/${this.name}`;
  }

  write(bytes: Uint8Array, at: number): void {
    this.resize(Math.max(this.#size, at + bytes.length));
    this.#bytes.set(bytes, at);
  }

  resize(size: number): void {
    if (size > this.#bytes.length) {
      const grown = Buffer.alloc(Math.max(SMALLEST_FILE, 2 * size));
      grown.set(this.bytes);
      this.#bytes = grown;
    } else if (size < this.#size) this.#bytes.fill(0, size, this.#size);
    this.#size = size;
  }
}

/** A description of an open file, shared by the descriptors that were made from it. */
export class OpenFile {
  readonly inode: Inode;
  readonly flags: number;
  refs = 1;
  offset = 0;
  /** Of a FIFO: how many writers there had been when it was opened without one. */
  readonly writersAtOpening: number;

  constructor(inode: Inode, flags: number) {
    this.inode = inode;
    this.flags = flags;
    const { pipe } = inode;
    this.writersAtOpening = pipe && pipe.writers === 0 ? pipe.writersSeen : -1;
    if (pipe && !this.isPath) pipe.hold(this.isReadable, this.isWritable);
  }

  /** O_PATH: names something, and no more. */
  get isPath(): boolean {
    return (this.flags & 0o10000000) !== 0;
  }

  get isReadable(): boolean {
    return (this.flags & 3) !== 1;
  }

  get isWritable(): boolean {
    return (this.flags & 3) !== 0;
  }

  /** A FIFO whose last writer has gone. */
  get isAtEnd(): boolean {
    const { pipe } = this.inode;
    return !!pipe && pipe.writers === 0 && pipe.writersSeen !== this.writersAtOpening;
  }

  close(): void {
    this.refs--;
    if (this.refs > 0) return;
    const { inode } = this;
    if (inode.lock === this) inode.lock = undefined;
    if (inode.pipe && !this.isPath) inode.pipe.release(this.isReadable, this.isWritable);
  }
}
