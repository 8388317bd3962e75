import { expect, it } from 'vitest';
import { shellCode } from '../../../machines/rules/shell-code.ts';

it('is the exit code, 128 and the signal, or 111 where nobody knows', () => {
  const ends = [
    [0, null],
    [7, null],
    [null, 9],
    [null, 15],
    [null, null],
  ] as const;
  expect(ends.map(([code, signal]) => shellCode({ code, signal, core: false }))).toEqual([0, 7, 137, 143, 111]);
});
