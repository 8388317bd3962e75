import type { Contender, Measure, Part } from '../case.ts';
import { type Found, installed, ours } from '../support/programs.ts';
import { taken } from '../support/taken.ts';
import { svStatus } from './sv-status.ts';

const MEASURES: readonly Measure[] = [{ key: 'ms', title: 'ms from start to end' }];

/** The median time of one command, run so many times one after the other. */
const contender = (name: string, { path, missing }: Found, args: readonly string[], times: number): Contender => ({
  name,
  missing,
  run: async () => ({ ms: await taken([path, ...args], times) }),
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
    svStatus(node, MEASURES, 1, times),
    svStatus(node, MEASURES, Math.max(2, Math.ceil(1000 * scale)), Math.ceil(times / 4)),
  ];
};
