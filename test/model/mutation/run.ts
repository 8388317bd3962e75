import type { Graph } from './graph.ts';
import type { Mutant } from './mutant.ts';
import { type Durations, jobFor, limitsOf, testsInOrder, type Verdict, verdictOn } from './plan.ts';
import { Worker } from './pool.ts';

const BASELINE = { elapsed: 300_000, busy: 300_000 };

/** Runs every test against the sources as they are: how long each takes. Throws where one does not pass. */
export const measure = async (graph: Graph, files: readonly string[]): Promise<Durations> => {
  const worker = new Worker();
  const durations = new Map<string, number>();
  try {
    for (const file of files) {
      const tests = graph.testsOf(file).filter((test) => !durations.has(test));
      const outcome = await worker.run({ file, broken: undefined, tests, all: true }, BASELINE);
      if (typeof outcome === 'string') throw new Error(`with nothing broken the tests of ${file} ${outcome}`);
      const [failure] = outcome.failures;
      if (failure) throw new Error(`with nothing broken: ${failure.test} > ${failure.name}: ${failure.why}`);
      for (const [test, time] of Object.entries(outcome.milliseconds)) durations.set(test, time);
    }
  } finally {
    worker.end();
  }
  return durations;
};

export type Running = {
  readonly graph: Graph;
  readonly durations: Durations;
  readonly jobs: number;
  /** Runs on after the first test that catches one, to tell of all. */
  readonly all: boolean;
  /** Told of each verdict; false: no more mutants are begun. */
  readonly heard: (verdict: Verdict) => boolean;
};

/** Tries mutants one after the other, in several processes. */
export const tryAll = async (
  mutants: readonly Mutant[],
  { graph, durations, jobs, all, heard }: Running,
): Promise<void> => {
  const waiting = [...mutants].reverse();
  const one = async (): Promise<void> => {
    const worker = new Worker();
    for (let mutant = waiting.pop(); mutant !== undefined; mutant = waiting.pop()) {
      const tests = testsInOrder(graph, durations, mutant.file);
      const outcome = await worker.run(jobFor(mutant, tests, all), limitsOf(durations, tests));
      if (!heard(verdictOn(mutant, outcome))) waiting.length = 0;
    }
    worker.end();
  };
  await Promise.all(Array.from({ length: jobs }, one));
};
