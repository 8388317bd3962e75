import type { Case, Contender, Sample } from './case.ts';

/** What became of a contender: its runs, and why there are no more of them. */
export type Outcome = {
  readonly contender: string;
  readonly samples: readonly Sample[];
  readonly notes: readonly string[];
  readonly skipped?: string;
  readonly failed?: string;
};

export type CaseResult = {
  readonly name: string;
  readonly measures: Case['measures'];
  readonly outcomes: readonly Outcome[];
};

/** A contender and its record. */
class Entrant {
  readonly contender: Contender;
  readonly #samples: Sample[] = [];
  readonly #notes = new Set<string>();
  #failed: string | undefined;

  constructor(contender: Contender) {
    this.contender = contender;
  }

  get runs(): boolean {
    return this.contender.missing === undefined && this.#failed === undefined;
  }

  async run(): Promise<void> {
    try {
      this.#samples.push(await this.contender.run((text) => this.#notes.add(text)));
    } catch (error) {
      this.#failed = error instanceof Error ? error.message : String(error);
    }
  }

  outcome(): Outcome {
    const { name, missing } = this.contender;
    return {
      contender: name,
      samples: this.#samples,
      notes: [...this.#notes],
      ...(missing !== undefined && { skipped: missing }),
      ...(this.#failed !== undefined && { failed: this.#failed }),
    };
  }
}

/** Runs the contenders in turns, so that what the machine does beside it falls on all; who fails takes no more part. */
export const runCase = async (
  { name, measures, contenders, rounds }: Case,
  usualRounds: number,
  progress: (round: number, contender: string) => void = () => {},
  afterEach: () => Promise<void> = async () => {},
): Promise<CaseResult> => {
  const entrants = contenders.map((contender) => new Entrant(contender));
  for (let round = 1; round <= Math.min(rounds ?? usualRounds, usualRounds); round++)
    for (const entrant of entrants.filter(({ runs }) => runs)) {
      progress(round, entrant.contender.name);
      await entrant.run();
      await afterEach();
    }
  return { name, measures, outcomes: entrants.map((entrant) => entrant.outcome()) };
};
