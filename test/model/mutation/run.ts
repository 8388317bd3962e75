import { type Graph, isExploration } from './graph.ts';
import type { Mutant } from './mutant.ts';
import { type Durations, jobFor, limitsOf, roundsOf, type Verdict, verdictOn } from './plan.ts';
import { type Limits, type Outcome, Worker } from './pool.ts';
import type { Answer, Job } from './worker/main.ts';

const BASELINE = { elapsed: 300_000, busy: 300_000 };

/** Runs one round. An exploration keeps all that it has come to in memory: the worker makes way for a fresh one. */
const runRound = async (worker: Worker, job: Job, limits: Limits): Promise<Outcome> => {
  const outcome = await worker.run(job, limits);
  if (job.tests.some(isExploration)) worker.end();
  return outcome;
};

/** How long tests take against a source as it is. Throws where one does not pass. */
const measured = async (worker: Worker, file: string, tests: readonly string[]): Promise<Answer['milliseconds']> => {
  const outcome = await runRound(worker, { file, broken: undefined, tests, all: true }, BASELINE);
  if (typeof outcome === 'string') throw new Error(`with nothing broken the tests of ${file} ${outcome}`);
  const [failure] = outcome.failures;
  if (failure) throw new Error(`with nothing broken: ${failure.test} > ${failure.name}: ${failure.why}`);
  return outcome.milliseconds;
};

/** Runs every test against the sources as they are: how long each takes. Throws where one does not pass. */
export const measure = async (graph: Graph, files: readonly string[]): Promise<Durations> => {
  const worker = new Worker();
  const durations = new Map<string, number>();
  try {
    for (const file of files)
      for (const round of roundsOf(graph, durations, file)) {
        const tests = round.filter((test) => !durations.has(test));
        for (const [test, time] of Object.entries(await measured(worker, file, tests))) durations.set(test, time);
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

/** Asks one round of tests after the other about a mutant, as long as it is not caught, or all are to tell. */
const judge = async (
  worker: Worker,
  mutant: Mutant,
  { graph, durations, all }: Omit<Running, 'heard'>,
): Promise<Verdict> => {
  const by: string[] = [];
  for (const tests of roundsOf(graph, durations, mutant.file)) {
    const outcome = await runRound(worker, jobFor(mutant, tests, all), limitsOf(durations, tests));
    by.push(...verdictOn(mutant, outcome).by);
    if (by.length > 0 && !all) break;
  }
  return { mutant, caught: by.length > 0, by };
};

/** Tries mutants one after the other, in several processes. */
export const tryAll = async (mutants: readonly Mutant[], { heard, ...running }: Running): Promise<void> => {
  const waiting = [...mutants].reverse();
  const one = async (): Promise<void> => {
    const worker = new Worker();
    for (let mutant = waiting.pop(); mutant !== undefined; mutant = waiting.pop()) {
      if (!heard(await judge(worker, mutant, running))) waiting.length = 0;
    }
    worker.end();
  };
  await Promise.all(Array.from({ length: running.jobs }, one));
};
