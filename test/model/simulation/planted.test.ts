import { expect, it } from 'vitest';
import { findPlant } from './planted.ts';
import { PLANTS } from './plants.ts';
import { fits } from './product.ts';

/** Of a machine that has much else to do. */
const PATIENCE = 600_000;
const FEW = 10;
const growing = PLANTS.filter(({ changes }) => changes.every(fits));

it.each(growing)(
  'finds that $name',
  async (plant) => {
    const finding = await findPlant(plant);
    expect(finding?.violation).toBeDefined();
    expect(finding!.story.actions.length).toBeLessThan(FEW);
  },
  PATIENCE,
);

it('has sources into which all of them can be planted', () => {
  expect(growing.map(({ name }) => name)).toEqual(PLANTS.map(({ name }) => name));
});
