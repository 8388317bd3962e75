/**
 * How long one turn of the event loop may be spent on queued work, in milliseconds: a letter that comes meanwhile waits
 * for its end.
 */
const TURN = 2;

/** Runs jobs in the order given, a few a turn of the event loop, so that a thousand of them hold up nobody. */
export type Turns = (job: () => void) => void;

export const createTurns = (): Turns => {
  let queue: (() => void)[] = [];
  const work = (): void => {
    const end = performance.now() + TURN;
    let next = 0;
    try {
      while (next < queue.length && performance.now() < end) queue[next++]!();
    } finally {
      // Jobs that give themselves again keep the queue from ever being empty: what is done must not stay in it. And one
      // that throws must not be the last one.
      queue = queue.slice(next);
      if (queue.length > 0) setImmediate(work);
    }
  };
  return (job) => {
    if (queue.push(job) === 1) setImmediate(work);
  };
};
