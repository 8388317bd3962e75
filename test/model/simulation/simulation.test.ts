import { expect, it } from 'vitest';
import { SEED } from '../../support/dice.ts';
import { Campaign, figuresText } from './campaign.ts';
import { loadProduct } from './product.ts';
import { simulate } from './simulate.ts';
import { HEALTHY, KINDS, storyOf } from './story.ts';

/** Milliseconds for each kind of story, and how many are played on a machine that has much else to do. */
const SHARE = 8000;
const FEW = 10;
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

it.each(Object.entries(KINDS))(
  '%s: nothing that must not be happens, whatever seed it follows from',
  async (kind, deeds) => {
    const campaign = new Campaign(await loadProduct(), deeds);
    const end = performance.now() + SHARE;
    const { figures } = campaign;
    do expect(campaign.play(SEED + figures.seeds)).toBeUndefined();
    while (performance.now() < end || figures.seeds < FEW);
    process.stdout.write(`${kind}: ${figuresText(figures)}\n(RUNSTATE_SEED=${SEED})\n`);
  },
  PATIENCE,
);
