import { expect, it } from 'vitest';
import { Campaign, figuresText } from './campaign.ts';
import { loadProduct } from './product.ts';
import { simulate } from './simulate.ts';
import { type Deed, storyOf } from './story.ts';

const SEEDS = 30;
const DEEDS: Deed['type'][] = ['letters', 'kill', 'shoot', 'script', 'clock'];

it('one seed twice is the same to the last call', async () => {
  const product = await loadProduct();
  const [first, second] = [1, 1].map((seed) => simulate(storyOf(seed, DEEDS), product));
  expect(second).toEqual(first);
  expect(first!.digest).not.toBe(simulate(storyOf(2, DEEDS), product).digest);
});

it('nothing that must not be happens, whatever seed it follows from', async () => {
  const campaign = new Campaign(await loadProduct(), DEEDS);
  for (let seed = 1; seed <= SEEDS; seed++) expect(campaign.play(seed)).toBeUndefined();
  process.stdout.write(`${figuresText(campaign.figures)}\n`);
  expect(campaign.figures).toMatchObject({ seeds: SEEDS });
});
