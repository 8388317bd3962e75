import type { LongPart } from '../../long-part.ts';
import { Campaign, figuresText } from './campaign.ts';
import { loadProduct } from './product.ts';

/** Failures after which there is enough to do. */
const MOST_FAILURES = 10;

/** The simulation with fresh seeds, one after the other. */
export const simulation: LongPart = {
  name: 'simulation',
  async run(until, say) {
    const campaign = new Campaign(await loadProduct());
    let failures = 0;
    for (let seed = Date.now() % 1e9; performance.now() < until && failures < MOST_FAILURES; seed++) {
      const failure = campaign.play(seed);
      if (failure === undefined) continue;
      failures++;
      say(failure);
    }
    say(figuresText(campaign.figures));
    return failures;
  },
};
