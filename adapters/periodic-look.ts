import { unwatchFile, watchFile } from 'node:fs';

/**
 * A path as libuv can be asked about it: Node makes it absolute by its text, and what is behind a `..`, in a working
 * directory that was renamed, or in a name that is no text, it would look for in another place than the kernel.
 */
export const askable = (path: string): string | undefined =>
  path.startsWith('/') && path.isWellFormed() && !path.split('/').includes('..') ? path : undefined;

/** Milliseconds that a timer may be early: it is not to come twice then. */
const EARLY = 2;

/**
 * Looks at a path every few seconds as cheaply as that can be had: libuv asks stat(2) for it, and wakes JavaScript only when
 * something is different, which costs half of what a timer of JavaScript's does. Such a timer goes only while more is due.
 */
export class PeriodicLook {
  readonly #path: string | undefined;
  readonly #period: number;
  readonly #look: () => void;
  readonly #isDue: () => boolean;
  #timer: NodeJS.Timeout | undefined;
  /** When it began; undefined: it has not. */
  #begun: number | undefined;
  #isClosed = false;

  /**
   * @param path see {@link askable}; undefined: each look is due.
   * @param period milliseconds between two looks.
   * @param look may find that nothing has changed. Whoever has looked calls {@link arm}.
   * @param isDue whether the next look is to come whatever stat(2) says.
   */
  constructor(path: string | undefined, period: number, look: () => void, isDue: () => boolean) {
    this.#path = path;
    this.#period = period;
    this.#look = look;
    this.#isDue = isDue;
  }

  /** Begins to look, and sees to it that what is due comes: to be called after whatever may change that. */
  arm(): void {
    if (this.#isClosed) return;
    // What libuv compares with it finds out only now: a change just before that is seen by a first look of ours.
    const isFirst = this.#begun === undefined;
    this.#begun ??= this.#begin();
    if (!isFirst && this.#path !== undefined && !this.#isDue()) return;
    // In step, whatever it was that made one due.
    const sinceLast = (performance.now() + EARLY - this.#begun) % this.#period;
    this.#timer ??= setTimeout(this.#timeout, this.#period + EARLY - sinceLast);
  }

  #begin(): number {
    if (this.#path !== undefined) watchFile(this.#path, { interval: this.#period }, this.#look);
    return performance.now();
  }

  readonly #timeout = (): void => {
    this.#timer = undefined;
    this.#look();
  };

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    if (this.#begun !== undefined && this.#path !== undefined) unwatchFile(this.#path, this.#look);
  }
}
