import fc from 'fast-check';
import { expect, it } from 'vitest';
import { explainedIds } from './explained.ts';
import { allMutants } from './generate.ts';
import { isSlow, readGraph } from './graph.ts';
import { type Mutant, tellMutant } from './mutant.ts';
import type { Verdict } from './plan.ts';
import { tryAll } from './run.ts';

/** A mutant is begun as long as this has not passed: how many there are is up to the machine. */
const BEGUN_WITHIN = 12_000;
const MOST = 150;
const SEED = Number(process.env.RUNSTATE_SEED ?? Math.trunc(Math.random() * 2 ** 31));

/** A random share of what can be broken and is not explained. */
const drawn = (): Mutant[] => {
  const mutants = allMutants().filter(({ id }) => !explainedIds.has(id));
  const [share] = fc.sample(fc.uniqueArray(fc.nat(mutants.length - 1), { minLength: MOST, maxLength: MOST }), {
    seed: SEED,
    numRuns: 1,
  });
  return share!.map((index) => mutants[index]!);
};

/**
 * The whole is `npm run test:mutants`, which lets nothing pass. Here the slow tests and the compiler, which refuses one
 * mutant in twelve, are left out, so a few may survive; that tests cannot see at all would show.
 */
it(`catches what is broken at random, seed ${SEED}`, { timeout: 240_000 }, async () => {
  const share = drawn();
  const last = performance.now() + BEGUN_WITHIN;
  const verdicts: Verdict[] = [];
  const heard = (verdict: Verdict): boolean => {
    verdicts.push(verdict);
    return performance.now() < last;
  };
  const graph = readGraph((test) => !isSlow(test));
  await tryAll(share, { graph, durations: new Map(), jobs: 1, all: false, heard });
  const survivors = verdicts.filter(({ caught }) => !caught).map(({ mutant }) => tellMutant(mutant));
  console.log(`${verdicts.length} mutants tried, ${survivors.length} survive\n${survivors.join('\n')}`);
  expect(survivors.slice(4 + verdicts.length / 4)).toEqual([]);
});
