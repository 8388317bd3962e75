import { readdirSync, statSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Load } from './messages.ts';

type IntervalHistogram = ReturnType<typeof monitorEventLoopDelay>;

/** Milliseconds between two looks at the event loop. */
const RESOLUTION = 10;
/**
 * Milliseconds that measuring goes on when nobody asks any more: whoever connects for each question, as a scrape of
 * metrics does, hears of the time since the last one.
 */
export const LINGER = 300_000;
/** A measurement is begun anew when it is older than this, in milliseconds. */
const LONGEST = 10_000;

/** The kernel tells how many since Linux 6.2; before, they have to be counted. */
const openDescriptors = (): number => {
  try {
    return statSync('/proc/self/fd').size || readdirSync('/proc/self/fd').length;
  } catch {
    return -1;
  }
};

/** How this program does. Delays are measured while somebody asks now and then: an idle supervisor sleeps. */
export class LoadMeter {
  #delays: IntervalHistogram | undefined;
  #begun = 0;
  #users = 0;
  #stop: NodeJS.Timeout | undefined;

  /** Somebody asks from now on. */
  use(): void {
    this.#users += 1;
    clearTimeout(this.#stop);
    if (this.#delays) return;
    this.#delays = monitorEventLoopDelay({ resolution: RESOLUTION });
    this.#delays.enable();
    this.#begun = performance.now();
  }

  /** And does not any more. */
  leave(): void {
    this.#users -= 1;
    if (this.#users > 0) return;
    this.#stop = setTimeout(() => {
      this.#delays?.disable();
      this.#delays = undefined;
    }, LINGER).unref();
  }

  /** @param events of all actors since the start. */
  read(events: number): Load {
    const { rss, heapUsed } = process.memoryUsage();
    const load = {
      at: Date.now(),
      loopDelayP99: this.#delay((delays) => delays.percentile(99)),
      loopDelayMax: this.#delay((delays) => delays.max),
      resident: rss,
      heapUsed,
      openDescriptors: openDescriptors(),
      events,
    };
    if (performance.now() - this.#begun > LONGEST) {
      this.#delays?.reset();
      this.#begun = performance.now();
    }
    return load;
  }

  /** The interval of the looks is no delay. */
  #delay(of: (delays: IntervalHistogram) => number): number {
    const delays = this.#delays;
    return delays && delays.count > 0 ? Math.max(0, of(delays) / 1e6 - RESOLUTION) : 0;
  }
}
