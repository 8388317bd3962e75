import type { Plant } from './plants.ts';
import { loadProduct } from './product.ts';
import { shrink } from './shrink.ts';
import { simulate } from './simulate.ts';
import { HEALTHY, type Story, storyOf } from './story.ts';

/** Seeds that a planted fault is to be found within. */
export const MOST_SEEDS = 60;

/** Plays that shrinking its story may cost. */
const MOST_PLAYS = 60;

/** How a planted fault was found. */
export type Finding = { readonly seed: number; readonly violation: string; readonly story: Story };

/** Looks for a planted fault, seed by seed; undefined: it was not found. */
export const findPlant = async ({ seed: first, changes, deeds = HEALTHY }: Plant): Promise<Finding | undefined> => {
  const product = await loadProduct(changes);
  for (const seed of [first, ...Array.from({ length: MOST_SEEDS }, (_, index) => index + 1)]) {
    const story = storyOf(seed, deeds);
    const { violation } = simulate(story, product);
    if (violation === undefined) continue;
    const play = (candidate: Story) => simulate(candidate, product);
    return { seed, violation, story: shrink(story, violation, play, MOST_PLAYS) };
  }
  return undefined;
};
