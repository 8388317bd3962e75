import { type Graph, isExploration } from './graph.ts';
import type { Mutant } from './mutant.ts';
import type { Limits, Outcome } from './pool.ts';
import type { Job } from './worker/main.ts';

/** How long each test file takes against the sources as they are, in milliseconds. */
export type Durations = ReadonlyMap<string, number>;

/** Long enough for a loaded machine; whoever takes longer goes round in circles. */
const LEAST_ELAPSED = 30_000;
/** More than a fresh process takes to load everything. */
const LEAST_BUSY = 5000;
const SLOWER_AT_MOST = 20;
const BUSIER_AT_MOST = 5;

/**
 * Tests in rounds that each have limits of their own. Those that are named after the broken file come first, and of
 * several the quick ones. Explorations are asked one by one, about what all others let pass.
 */
export const roundsOf = (graph: Graph, durations: Durations, file: string): string[][] => {
  const tests = graph.testsOf(file);
  const quick = (one: string, other: string): number => (durations.get(one) ?? 0) - (durations.get(other) ?? 0);
  const [named, others] = [true, false].map((isNamed) =>
    tests.filter((test) => !isExploration(test) && graph.isNamedAfter(test, file) === isNamed).sort(quick),
  ) as [string[], string[]];
  const explorations = tests.filter(isExploration).sort(quick);
  return [[...named, ...others], ...explorations.map((test) => [test])].filter((round) => round.length > 0);
};

export const limitsOf = (durations: Durations, tests: readonly string[]): Limits => {
  const usual = tests.reduce((sum, test) => sum + (durations.get(test) ?? 0), 0);
  return {
    elapsed: Math.max(LEAST_ELAPSED, SLOWER_AT_MOST * usual),
    busy: Math.max(LEAST_BUSY, BUSIER_AT_MOST * usual),
  };
};

export const jobFor = (mutant: Mutant, tests: readonly string[], all: boolean): Job => ({
  file: mutant.file,
  broken: mutant,
  tests,
  all,
});

/** What became of a mutant, and by whom it was caught. */
export type Verdict = { readonly mutant: Mutant; readonly caught: boolean; readonly by: readonly string[] };

export const verdictOn = (mutant: Mutant, outcome: Outcome): Verdict => {
  if (typeof outcome === 'string') return { mutant, caught: true, by: [`(the tests ${outcome})`] };
  const { failures } = outcome;
  return { mutant, caught: failures.length > 0, by: failures.map(({ test, name }) => `${test} > ${name}`) };
};
