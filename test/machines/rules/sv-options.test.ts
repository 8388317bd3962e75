import { describe, expect, it } from 'vitest';
import { leadingSeconds, svOptions } from '../../../machines/rules/sv-options.ts';

const read = (verbose: boolean, wait: string | undefined, ...operands: string[]) => ({ verbose, wait, operands });

describe('svOptions', () => {
  it.each([
    [[], read(false, undefined)],
    [['up', 'x'], read(false, undefined, 'up', 'x')],
    [['up', '-v'], read(false, undefined, 'up', '-v')],
    [['-v', 'up'], read(true, undefined, 'up')],
    [['-vv', 'up'], read(true, undefined, 'up')],
    [['-w', '3', 'up'], read(true, '3', 'up')],
    [['-w3', 'up'], read(true, '3', 'up')],
    [['-vw3', 'up'], read(true, '3', 'up')],
    [['-vw', '3', 'up'], read(true, '3', 'up')],
    [['-w3v', 'up'], read(true, '3v', 'up')],
    [['-w', '-v', 'up'], read(true, '-v', 'up')],
    [['-w', '', 'up'], read(true, '', 'up')],
    [['-ww', 'up'], read(true, 'w', 'up')],
    [['-w1', '-w2', '-v', 'up'], read(true, '2', 'up')],
    [['--', '-v'], read(false, undefined, '-v')],
    [['--version', 'up'], read(false, undefined, 'up')],
    [['-', 'up'], read(false, undefined, '-', 'up')],
    [['', 'up'], read(false, undefined, '', 'up')],
  ])('reads %j', (args, options) => {
    expect(svOptions(args)).toEqual(options);
  });

  it.each([
    [['-w'], { problem: 'argument', option: 'w' }],
    [['-vw'], { problem: 'argument', option: 'w' }],
    [['-x', '-w'], { problem: 'illegal', option: 'x' }],
    [['-v-', 'up'], { problem: 'illegal', option: '-' }],
    [['-?'], { problem: 'illegal', option: '?' }],
    [['-é'], { problem: 'illegal', option: 'é' }],
    [['-😀'], { problem: 'illegal', option: '😀' }],
    [['-vV', '-x'], { problem: 'version' }],
  ])('refuses %j', (args, problem) => {
    expect(svOptions(args)).toEqual(problem);
  });
});

describe('leadingSeconds', () => {
  it.each([
    ['', 0],
    ['0', 0],
    ['7', 7],
    ['12x', 12],
    ['x12', 0],
    [' 1', 0],
    ['-1', 0],
    ['18446744073709551617', 1],
  ])('takes %j for %d', (word, seconds) => {
    expect(leadingSeconds(word)).toBe(seconds);
  });
});
