import type { Turns } from './turns.ts';

/** Milliseconds between two looks: runsvdir's own pause. */
const ROUND = 5000;

/** Looks at many things again and again, with one timer for all of them. */
export class Rounds {
  readonly #turns: Turns;
  readonly #period: number;
  readonly #looks = new Set<() => void>();
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param turns has a look taken.
   * @param period milliseconds between two rounds.
   */
  constructor(turns: Turns, period = ROUND) {
    this.#turns = turns;
    this.#period = period;
  }

  /** Has a look taken at each round, until {@link leave}. */
  join(look: () => void): void {
    this.#looks.add(look);
    this.#timer ??= setInterval(() => this.#go(), this.#period);
  }

  #go(): void {
    for (const look of [...this.#looks]) this.#turns(() => this.#looks.has(look) && look());
  }

  leave(look: () => void): void {
    this.#looks.delete(look);
    if (this.#looks.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
