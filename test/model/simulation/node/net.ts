import { Refusal } from '../kernel/errors.ts';
import type { Loop } from './loop.ts';

type Options = {
  readonly fd: number;
  readonly onread: { readonly buffer: Buffer; readonly callback: (length: number, buffer: Buffer) => boolean };
};

/** `node:net` as far as a FIFO is read through it. */
export const createNet = (loop: Loop): object => ({
  /** One read a turn, into the buffer that was given. */
  Socket: class {
    readonly #options: Options;
    #isFlowing = false;
    #isQueued = false;
    #isOpen = true;

    constructor(options: Options) {
      this.#options = options;
      const { pipe } = this.#inode;
      const readable = (): void => this.#queue();
      pipe.listeners.add(readable);
      loop.whenEnded(() => pipe.listeners.delete(readable));
    }

    get #inode() {
      const { inode } = loop.process.files.get(this.#options.fd)!;
      return { pipe: inode.pipe! };
    }

    on(): this {
      return this;
    }

    resume(): void {
      this.#isFlowing = true;
      if (this.#isOpen && this.#inode.pipe.length > 0) this.#queue();
    }

    #queue(): void {
      if (this.#isQueued || !this.#isFlowing || !this.#isOpen) return;
      this.#isQueued = true;
      loop.soon(() => {
        this.#isQueued = false;
        if (this.#isOpen && this.#isFlowing) this.#read();
      });
    }

    #read(): void {
      const { fd, onread } = this.#options;
      let count: number;
      try {
        count = loop.calls.read(fd, onread.buffer);
      } catch (cause) {
        if (cause instanceof Refusal && cause.code === 'EAGAIN') return;
        throw cause;
      }
      loop.kernel.trace.add(loop.kernel.elapsed, 'heard', onread.buffer.toString('latin1', 0, count));
      if (!onread.callback(count, onread.buffer)) this.#isFlowing = false;
      else this.resume();
    }

    destroy(): void {
      if (!this.#isOpen) return;
      this.#isOpen = false;
      loop.calls.close(this.#options.fd);
    }
  },
});
