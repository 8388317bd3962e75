import { describe } from 'vitest';
import { same } from './support/compare.ts';
import { afterLetter, FINISH } from './support/letters.ts';
import { SITUATIONS } from './support/situations.ts';

/** Every letter of the protocol; then bytes that are none: other letters, blanks, NUL, one above ASCII. */
const LETTERS = [...'udoxtkpchaiq12', 'eU \n\0\xff'];

for (const [situation, arrange] of Object.entries(SITUATIONS)) {
  describe(situation, () => {
    for (const finish of [false, true]) {
      if (situation.startsWith('finish') && !finish) continue;
      for (const letter of LETTERS) {
        const name = `${letter.length === 1 ? letter : 'junk'} ${finish ? 'with' : 'without'} finish`;
        same(name, afterLetter(arrange, letter, finish ? FINISH : {}));
      }
    }
  });
}
