import { expect, it } from 'vitest';
import { findPlant } from './planted.ts';
import { PLANTS } from './plants.ts';
import { fits } from './product.ts';

/** Of a machine that has much else to do. */
const PATIENCE = 600_000;
const FEW = 10;
/** A plant whose text the sources have outgrown is skipped by name: it has to be written anew before there are too few. */
const ENOUGH = 9;
const growing = PLANTS.filter(({ changes }) => changes.every(fits));
const outgrown = PLANTS.filter((plant) => !growing.includes(plant));

it.each(growing)(
  'finds that $name',
  async (plant) => {
    const finding = await findPlant(plant);
    expect(finding?.violation).toBeDefined();
    expect(finding!.story.actions.length).toBeLessThan(FEW);
  },
  PATIENCE,
);

it.skip.each(outgrown)('finds that $name', () => {});

it('has enough of them', () => {
  expect(growing.length).toBeGreaterThanOrEqual(ENOUGH);
});
