import { expect, it } from 'vitest';
import { CANNOT_EXECUTE, exitStatusOf, finishArguments } from '../../../machines/rules/exit-status.ts';

it.each<[number, { code: number | null; signal: number | null; core: boolean }, [string, string]]>([
  [0x0000, { code: 0, signal: null, core: false }, ['0', '0']],
  [0x0300, { code: 3, signal: null, core: false }, ['3', '0']],
  [0xff00, { code: 255, signal: null, core: false }, ['255', '0']],
  [0x000f, { code: null, signal: 15, core: false }, ['-1', '15']],
  [0x008b, { code: null, signal: 11, core: true }, ['-1', '139']],
  [0x0040, { code: null, signal: 64, core: false }, ['-1', '64']],
])('wait status 0x%x', (waitStatus, status, args) => {
  expect(exitStatusOf(waitStatus)).toEqual(status);
  expect(finishArguments(status)).toEqual(args);
});

it('what cannot be executed is 111', () => expect(finishArguments(CANNOT_EXECUTE)).toEqual(['111', '0']));

it('what nobody knows is no real end', () => {
  expect(finishArguments({ code: null, signal: null, core: false })).toEqual(['-1', '0']);
});
