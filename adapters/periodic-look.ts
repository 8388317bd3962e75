import { unwatchFile, watchFile } from 'node:fs';

/** So many turns pass at most without a look of ours: libuv's threads may be busy, and it is not to be relied on for ever. */
const RARELY = 12;
/** And so many where the kernel tells of all changes. */
const SELDOM = 60;
/** Milliseconds that a timer may be early, by clocks that are not read at the same moment: it is not to come twice then. */
const EARLY = 10;

/**
 * A path as libuv can be asked about it: Node makes it absolute by its text, and what is behind a `..`, in a working
 * directory that was renamed, or in a name that is no text, it would look for in another place than the kernel.
 */
export const askable = (path: string): string | undefined =>
  path.startsWith('/') && path.isWellFormed() && !path.split('/').includes('..') ? path : undefined;

/** What a periodic look is to do. */
export type Looking = {
  /** Something is different. */
  readonly changed: () => void;
  /** It is time for a look: there may be nothing new. */
  readonly turn: () => void;
  /** Whether the next turn is to come whatever stat(2) says. */
  readonly isDue: () => boolean;
  /** Whether there can be no change that is not told of otherwise: nobody need be asked then. */
  readonly isTold: () => boolean;
};

/**
 * Looks at a path every few seconds as cheaply as that can be had: not at all, where all changes are told of; or libuv asks
 * stat(2) for it, and wakes JavaScript only when something is different, which costs half of what a timer of JavaScript's
 * does. Such a timer goes while more is due, and rarely besides.
 */
export class PeriodicLook {
  readonly #path: string | undefined;
  readonly #period: number;
  readonly #looking: Looking;
  #timer: NodeJS.Timeout | undefined;
  /** When the timer comes. */
  #at = Number.POSITIVE_INFINITY;
  /** When it began; undefined: it has not. */
  #begun: number | undefined;
  /** libuv asks. */
  #isAsking = false;
  #isClosed = false;

  /**
   * @param path see {@link askable}; undefined: each turn is due.
   * @param period milliseconds between two turns.
   */
  constructor(path: string | undefined, period: number, looking: Looking) {
    this.#path = path;
    this.#period = period;
    this.#looking = looking;
  }

  /** Begins to look, and sees to it that what is due comes: to be called after whatever else may change that. */
  arm(): void {
    if (this.#isClosed) return;
    const now = performance.now();
    this.#begun ??= now;
    const isTold = this.#looking.isTold();
    const isDue = this.#ask(!isTold) || (!isTold && this.#path === undefined) || this.#looking.isDue();
    const atMost = isTold ? SELDOM : RARELY;
    this.#wait(now, isDue ? 1 : atMost);
  }

  /**
   * Has libuv ask, or not.
   *
   * @returns whether it is to begin: what it compares with it finds out only now, and a change just before that is seen by a
   * turn of ours.
   */
  #ask(isWanted: boolean): boolean {
    if (this.#path === undefined || isWanted === this.#isAsking) return false;
    if (isWanted) watchFile(this.#path, { interval: this.#period }, this.#changed);
    else unwatchFile(this.#path, this.#changed);
    this.#isAsking = isWanted;
    return isWanted;
  }

  /** Has a turn come, in step with all others, whatever made it due. */
  #wait(now: number, turns: number): void {
    const sinceLast = (now + EARLY - this.#begun!) % this.#period;
    const at = now + turns * this.#period + EARLY - sinceLast;
    if (at >= this.#at - EARLY) return;
    clearTimeout(this.#timer);
    this.#at = at;
    this.#timer = setTimeout(this.#turn, at - now);
  }

  readonly #turn = (): void => {
    this.#at = Number.POSITIVE_INFINITY;
    this.#take(this.#looking.turn);
  };

  readonly #changed = (): void => this.#take(this.#looking.changed);

  #take(look: () => void): void {
    try {
      look();
    } finally {
      this.arm();
    }
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#ask(false);
  }
}
