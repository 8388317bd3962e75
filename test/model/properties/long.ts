import { join } from 'node:path';
import { execa } from 'execa';
import type { LongPart } from '../../long-part.ts';

const ROOT = join(import.meta.dirname, '../../..');
/** Failures after which there is enough to do. */
const MOST_FAILURES = 5;

/** What vitest tells of a round that failed: from the first failure on, titles with the seed that plays it again. */
const failuresIn = (output: string): string => output.slice(Math.max(0, output.search(/^.*FAIL /m)));

/** Random stories on real processes with fresh seeds, one round after the other; a round is begun as long as there is time. */
export const properties: LongPart = {
  name: 'properties',
  async run(until, say) {
    const { RUNSTATE_SEED: _, ...env } = process.env;
    let rounds = 0;
    let failures = 0;
    for (; performance.now() < until && failures < MOST_FAILURES; rounds++) {
      const { exitCode, all } = await execa('vitest', ['run', 'test/model/properties'], {
        all: true,
        cwd: ROOT,
        env: { ...env, NO_COLOR: '1' },
        extendEnv: false,
        preferLocal: true,
        reject: false,
      });
      if (exitCode === 0) continue;
      failures++;
      say(
        `${failuresIn(all)}\nto play it again, N being the seed: RUNSTATE_SEED=N npx vitest run test/model/properties`,
      );
    }
    say(`properties: ${rounds} rounds of up to 28 stories, ${failures} of them failed`);
    return failures;
  },
};
