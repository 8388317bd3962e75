import { readdirSync, statSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Load } from './messages.ts';

type IntervalHistogram = ReturnType<typeof monitorEventLoopDelay>;

/** Milliseconds between two looks at the event loop. */
const RESOLUTION = 10;
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

/** How this program does. It is measured only while somebody asks: an idle supervisor sleeps. */
export class LoadMeter {
  #delays: IntervalHistogram | undefined;
  #begun = 0;
  #users = 0;

  /** Somebody asks from now on. */
  use(): void {
    this.#users += 1;
    if (this.#delays) return;
    this.#delays = monitorEventLoopDelay({ resolution: RESOLUTION });
    this.#delays.enable();
    this.#begun = performance.now();
  }

  /** And does not any more. */
  leave(): void {
    this.#users -= 1;
    if (this.#users > 0) return;
    this.#delays?.disable();
    this.#delays = undefined;
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
