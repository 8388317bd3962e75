import { median } from 'simple-statistics';
import type { Contender, Measure, Part } from '../case.ts';
import { start, succeeded } from '../support/processes.ts';
import { type Found, installed, ours } from '../support/programs.ts';

const MEASURES: readonly Measure[] = [{ key: 'ms', title: 'ms from start to end' }];

/** The median time of one command, run so many times one after the other. */
const contender = (name: string, { path, missing }: Found, args: readonly string[], times: number): Contender => ({
  name,
  missing,
  async run() {
    const taken: number[] = [];
    for (let run = 0; run < times; run += 1) {
      const before = performance.now();
      await succeeded(name, start([path, ...args]));
      taken.push(performance.now() - before);
    }
    return { ms: median(taken) };
  },
});

const LIMITED = ['-b', 'a', '-o', '256', '-c', '0', '-P', 'true'];

/** How long programs take that live for a moment only. */
export const starts: Part = ({ scale }) => {
  const times = Math.ceil(40 * scale);
  const node = contender('node -e 0', { path: process.execPath }, ['-e', '0'], times);
  return [
    {
      name: 'a program behind chpst',
      measures: MEASURES,
      contenders: [
        node,
        contender('runstate: chpst true', ours('chpst'), ['true'], times),
        contender(`runstate: chpst ${LIMITED.join(' ')}`, ours('chpst'), LIMITED, times),
        contender('runit: chpst true', installed('chpst'), ['true'], times),
      ],
    },
  ];
};
