import type { ActorPath, Message } from './messages.ts';

/** Minutes that are counted. */
export const MINUTES = 60;
const MINUTE = 60_000;

/** How often something happened in each of the last sixty minutes. Minutes are numbered, and never go back. */
export class MinuteCounts {
  readonly #counts = new Uint32Array(MINUTES);
  #last = 0;

  /** Minutes that nobody has counted in are empty. */
  #goOn(minute: number): void {
    for (let next = Math.max(this.#last + 1, minute - MINUTES + 1); next <= minute; next++)
      this.#counts[next % MINUTES] = 0;
    this.#last = minute;
  }

  add(minute: number): void {
    this.#goOn(minute);
    this.#counts[minute % MINUTES]! += 1;
  }

  /** Oldest first; the last one is that of `minute`. */
  read(minute: number): number[] {
    this.#goOn(minute);
    return Array.from({ length: MINUTES }, (_, index) => this.#counts[(minute + 1 + index) % MINUTES]!);
  }
}

const sum = (all: readonly (readonly number[])[]): number[] =>
  Array.from({ length: MINUTES }, (_, index) => all.reduce((total, counts) => total + counts[index]!, 0));

/** How often services were started anew in the last hour: all of them, and each that lives. */
export class Restarts {
  readonly #all = new MinuteCounts();
  readonly #each = new Map<ActorPath, MinuteCounts>();
  readonly #now: () => number;

  /** @param now a clock that does not go back, in milliseconds. */
  constructor(now = () => performance.now()) {
    this.#now = now;
  }

  count(path: ActorPath): void {
    const minute = Math.floor(this.#now() / MINUTE);
    const counts = this.#each.get(path) ?? new MinuteCounts();
    this.#each.set(path, counts);
    counts.add(minute);
    this.#all.add(minute);
  }

  /** The service is no more; what it has added to all of them stays. */
  forget(path: ActorPath): void {
    this.#each.delete(path);
  }

  /** Of all services, of one, or of a directory's two. */
  read(actor: ActorPath): Extract<Message, { type: 'restarts' }> {
    const now = this.#now();
    const minute = Math.floor(now / MINUTE);
    const places = [actor, `${actor}/main`, `${actor}/log`];
    const meant = actor === '' ? [this.#all] : places.flatMap((place) => this.#each.get(place) ?? []);
    const perMinute = sum(meant.map((counts) => counts.read(minute)));
    return { type: 'restarts', actor, begun: Date.now() - (now % MINUTE), perMinute };
  }
}
