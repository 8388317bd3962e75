import { describe } from 'vitest';
import { differs, same } from './support/compare.ts';
import { afterLetter, type BriefMoment, briefly, FINISH } from './support/letters.ts';
import { type Arrange, SITUATIONS } from './support/situations.ts';

/** Every letter of the protocol; then bytes that are none: other letters, blanks, NUL, one above ASCII. */
const LETTERS = [...'udoxtkpchaiq12', 'eU \n\0\xff'];

type Listed = {
  readonly row: string;
  readonly runit: readonly BriefMoment[];
  readonly runstate: readonly BriefMoment[];
};

const READY = 'run ready';
const ENDS_BY_KILL = 'finish ready -1 9';

/** Where ours does something else, and what. */
const DIFFERENCES: Readonly<Record<string, Listed>> = {
  'running in spite of x: k without finish': {
    row: 'R05',
    runit: [{ stat: 'run, got TERM, want exit', events: [READY], runsv: 0 }],
    runstate: [{ stat: 'down', events: [READY], runsv: 0 }],
  },
  'running in spite of x: k with finish': {
    row: 'R05',
    runit: [{ stat: 'run, got TERM, want exit', events: [READY], runsv: 0 }],
    runstate: [
      { stat: 'finish, want exit', events: [READY, ENDS_BY_KILL], runsv: 'alive' },
      { stat: 'down', events: [READY, ENDS_BY_KILL], runsv: 0 },
    ],
  },
  'finish running: k with finish': {
    row: 'R06',
    runit: [
      { stat: 'finish', events: [READY, ENDS_BY_KILL], runsv: 'alive' },
      { stat: 'finish', events: [READY, ENDS_BY_KILL, 'finish ready 0 0'], runsv: 'alive' },
      { stat: 'run', events: [READY, ENDS_BY_KILL, 'finish ready 0 0', READY], runsv: 'alive' },
    ],
    runstate: [
      { stat: 'run', events: [READY, ENDS_BY_KILL, READY], runsv: 'alive' },
      { stat: 'finish', events: [READY, ENDS_BY_KILL, READY, 'finish ready 0 0'], runsv: 'alive' },
      { stat: 'run', events: [READY, ENDS_BY_KILL, READY, 'finish ready 0 0', READY], runsv: 'alive' },
    ],
  },
};

const compare = (situation: string, arrange: Arrange, letter: string, finish: boolean): void => {
  const name = `${letter.length === 1 ? letter : 'junk'} ${finish ? 'with' : 'without'} finish`;
  const scenario = afterLetter(arrange, letter, finish ? FINISH : {});
  const listed = DIFFERENCES[`${situation}: ${name}`];
  if (listed) differs(listed.row, name, briefly(scenario), listed);
  else same(name, scenario);
};

for (const [situation, arrange] of Object.entries(SITUATIONS)) {
  // A finish that runs is there in any case.
  const choices = situation === 'finish running' ? [true] : [false, true];
  describe(situation, () => {
    for (const finish of choices) for (const letter of LETTERS) compare(situation, arrange, letter, finish);
  });
}
