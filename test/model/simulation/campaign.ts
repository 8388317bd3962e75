import type { Product } from './product.ts';
import { shrink } from './shrink.ts';
import { type Outcome, simulate } from './simulate.ts';
import { type Deed, type Story, storyOf } from './story.ts';
import { failureText } from './tell.ts';

/** What was played, and what it cost. */
export type Figures = {
  seeds: number;
  steps: number;
  calls: number;
  /** Of the processor, in milliseconds. */
  spent: number;
  readonly faults: Record<string, number>;
};

const noFigures = (): Figures => ({ seeds: 0, steps: 0, calls: 0, spent: 0, faults: {} });

const cpuMilliseconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** Plays the stories of one seed after the other. */
export class Campaign {
  readonly figures = noFigures();
  readonly #product: Product;
  readonly #deeds: readonly Deed['type'][] | undefined;

  constructor(product: Product, deeds?: readonly Deed['type'][]) {
    this.#product = product;
    this.#deeds = deeds;
  }

  /** @returns what went wrong, told by the simplest story that was found for it; undefined: nothing. */
  play(seed: number): string | undefined {
    const story = storyOf(seed, this.#deeds);
    const start = cpuMilliseconds();
    const outcome = simulate(story, this.#product);
    this.figures.spent += cpuMilliseconds() - start;
    this.#count(outcome);
    return outcome.violation === undefined ? undefined : this.#explain(story, outcome.violation);
  }

  #count({ steps, calls, faults }: Outcome): void {
    this.figures.seeds++;
    this.figures.steps += steps;
    this.figures.calls += calls;
    for (const [kind, count] of Object.entries(faults))
      this.figures.faults[kind] = (this.figures.faults[kind] ?? 0) + count;
  }

  #explain(story: Story, violation: string): string {
    const simplest = shrink(story, violation, (candidate) => simulate(candidate, this.#product));
    return failureText(simplest, simulate(simplest, this.#product));
  }
}

export const figuresText = ({ seeds, steps, calls, spent, faults }: Figures): string =>
  [
    `simulation: ${seeds} seeds, ${steps} steps (${calls} of them system calls of supervisors), ` +
      `${Math.round(steps / (spent / 1000))} steps per second of processor time`,
    ...Object.entries(faults)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([kind, count]) => `  ${String(count).padStart(6)} ${kind}`),
  ].join('\n');
