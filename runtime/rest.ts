import { getHeapStatistics } from 'node:v8';

/** Milliseconds between two looks. */
const PAUSE = 5000;
/**
 * The same for who has had nothing to do since the last: each look wakes a program that would not wake otherwise, and has
 * no cache any more that would make it cheap. What a burst of work takes then is kept for as long, and five seconds.
 */
const SELDOM = 320_000;
/** Seconds of work after which there is something to be given back. */
const WORK = 1;
/**
 * Share of the time between two looks that a program works at most which rests; one that would not miss a fifth of a
 * second; and one that does nothing.
 */
const REST = 0.1;
const CALM = 0.05;
const NOTHING = 0.001;
/** Bytes of a heap, garbage with them, that is collected within a fifth of a second: after a start half of it is garbage. */
const MOST_COLLECTED = 128 * 2 ** 20;

const secondsOf = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / 1e6;

/**
 * Has V8 collect all that is not used any more, and give back the pages of it: an ordinary collection leaves them half
 * empty. Its own memory reducer does so once it has seen for long enough that little is allocated, which a supervisor at
 * rest allocates too little for, and wakes it for that: the launcher turns it off. Everything stops meanwhile, 2.5 ms for
 * each megabyte that is kept: a large heap is left alone.
 */
export const collect = (): void => {
  if (getHeapStatistics().used_heap_size < MOST_COLLECTED) globalThis.gc?.({ type: 'major', flavor: 'last-resort' });
};

/** What can be given back: by malloc(3), at no cost; and by V8 first, at the cost of a moment. */
export type Give = { readonly trim: () => void; readonly collect: () => void };

/**
 * Gives memory back that work has taken, once the program rests: starting a thousand services takes tens of megabytes
 * that malloc(3) and V8 would keep until the end. Who has not worked is left alone.
 *
 * @param used processor time until now.
 * @returns what ends it.
 */
export const giveBackAtRest = (
  { trim, collect }: Give,
  used: () => NodeJS.CpuUsage = () => process.cpuUsage(),
): (() => void) => {
  let trimmed = 0;
  let collected = 0;
  let last = 0;
  let pause = PAUSE;
  let timer: NodeJS.Timeout;
  const wait = (): void => {
    timer = setTimeout(look, pause).unref();
  };
  const give = (share: number, now: number): void => {
    const isCalm = share < CALM && now - collected >= WORK;
    if (!isCalm && (share >= REST || now - trimmed < WORK)) return;
    if (isCalm) collect();
    trim();
    trimmed = secondsOf(used());
    if (isCalm) collected = trimmed;
  };
  const look = (): void => {
    const now = secondsOf(used());
    const share = ((now - last) * 1000) / pause;
    // Of a long time it is not known whether it has ended with work: the next look tells.
    const isKnown = pause === PAUSE || share < NOTHING;
    pause = share < NOTHING ? SELDOM : PAUSE;
    wait();
    if (isKnown) give(share, now);
    // What giving back has taken is no work.
    last = Math.max(now, trimmed);
  };
  wait();
  return () => clearTimeout(timer);
};
