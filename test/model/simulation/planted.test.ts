import { expect, it } from 'vitest';
import { findPlant } from './planted.ts';
import { PLANTS } from './plants.ts';

/** Of a machine that has much else to do. */
const PATIENCE = 600_000;
const FEW = 10;

it.each(PLANTS)(
  'finds that $name',
  async (plant) => {
    const finding = await findPlant(plant);
    expect(finding?.violation).toBeDefined();
    expect(finding!.story.actions.length).toBeLessThan(FEW);
  },
  PATIENCE,
);
