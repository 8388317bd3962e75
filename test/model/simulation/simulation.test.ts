import { expect, it } from 'vitest';
import { Campaign, figuresText } from './campaign.ts';
import { loadProduct } from './product.ts';
import { simulate } from './simulate.ts';
import { HEALTHY, storyOf } from './story.ts';

const SEEDS = 20;
/** Of a machine that has much else to do. */
const PATIENCE = 600_000;

it(
  'one seed twice is the same to the last call',
  async () => {
    const product = await loadProduct();
    const [first, second] = [1, 1].map((seed) => simulate(storyOf(seed, HEALTHY), product));
    expect(second).toEqual(first);
    expect(first!.digest).not.toBe(simulate(storyOf(2, HEALTHY), product).digest);
  },
  PATIENCE,
);

it(
  'nothing that must not be happens, whatever seed it follows from',
  async () => {
    const campaign = new Campaign(await loadProduct(), HEALTHY);
    for (let seed = 1; seed <= SEEDS; seed++) expect(campaign.play(seed)).toBeUndefined();
    process.stdout.write(`${figuresText(campaign.figures)}\n`);
    expect(campaign.figures).toMatchObject({ seeds: SEEDS });
  },
  PATIENCE,
);
