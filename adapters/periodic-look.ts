import { unwatchFile, watchFile } from 'node:fs';

/** Whether libuv can be asked to look: a name that is no text cannot be told to it. */
const isText = (path: string | Buffer): path is string => typeof path === 'string';

/**
 * Looks at a path every few seconds as cheaply as that can be had: libuv asks stat(2) for it, and wakes JavaScript only when
 * something is different, which costs half of what a timer of JavaScript's does. Such a timer goes only while more is due.
 */
export class PeriodicLook {
  readonly #path: string | Buffer;
  readonly #period: number;
  readonly #look: () => void;
  readonly #isDue: () => boolean;
  #timer: NodeJS.Timeout | undefined;
  #isWatched = false;

  /**
   * @param period milliseconds between two looks.
   * @param look may find that nothing has changed.
   * @param isDue whether the next look is to come whatever stat(2) says.
   */
  constructor(path: string | Buffer, period: number, look: () => void, isDue: () => boolean) {
    this.#path = path;
    this.#period = period;
    this.#look = look;
    this.#isDue = isDue;
  }

  /** Begins to look, and sees to it that what is due comes: to be called after whatever may change that. */
  arm(): void {
    // What libuv compares with it finds out only now: a change just before that is seen by a first look of ours.
    const isFirst = !this.#isWatched;
    if (isFirst) this.#watch();
    if (isFirst || !isText(this.#path) || this.#isDue()) this.#timer ??= setTimeout(this.#timeout, this.#period);
  }

  #watch(): void {
    this.#isWatched = true;
    if (isText(this.#path)) watchFile(this.#path, { interval: this.#period }, this.#look);
  }

  readonly #timeout = (): void => {
    this.#timer = undefined;
    this.#look();
    this.arm();
  };

  close(): void {
    clearTimeout(this.#timer);
    if (this.#isWatched && isText(this.#path)) unwatchFile(this.#path, this.#look);
  }
}
