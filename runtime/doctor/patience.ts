/** Milliseconds that a runsv which begins has its lock at most before it can be heard, and between two looks at it. */
const MOST = 500;
const MOMENT = 20;

/** What is waited at most in one run, all services together: a thousand locks that somebody else holds cost no more than one. */
export class Patience {
  #end: number | undefined;

  /** Waits a moment, from the first time on until it has run out: then false, at once. */
  wait(): boolean {
    this.#end ??= performance.now() + MOST;
    if (performance.now() > this.#end) return false;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, MOMENT);
    return true;
  }
}
