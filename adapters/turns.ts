/**
 * How long one turn of the event loop may be spent on queued work, in milliseconds: a letter that comes meanwhile waits
 * for its end.
 */
export const TURN = 2;

/** Runs jobs in the order given, a few a turn of the event loop, so that a thousand of them hold up nobody. */
export type Turns = (job: () => void) => void;

const DONE = (): void => {};

export const createTurns = (): Turns => {
  let queue: (() => void)[] = [];
  let next = 0;
  /** Forgets what is done: of a long queue only once that is half of it, as ten thousand jobs are not to be moved each turn. */
  const tidy = (): void => {
    if (next * 2 < queue.length) return;
    queue = queue.slice(next);
    next = 0;
  };
  const work = (): void => {
    const end = performance.now() + TURN;
    try {
      while (next < queue.length && performance.now() < end) {
        const job = queue[next]!;
        queue[next++] = DONE;
        job();
      }
    } finally {
      // Jobs that give themselves again keep the queue from ever being empty: what is done must not stay in it. And one
      // that throws must not be the last one.
      tidy();
      if (queue.length > 0) setImmediate(work);
    }
  };
  return (job) => {
    if (queue.push(job) === 1) setImmediate(work);
  };
};
