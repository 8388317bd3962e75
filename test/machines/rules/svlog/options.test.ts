import { describe, expect, it } from 'vitest';
import { type SvlogdOptions, svlogdOptions } from '../../../../machines/rules/svlog/options.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const parse = (...args: string[]) => svlogdOptions(args, bytesOf);
const DEFAULTS: SvlogdOptions = {
  stamp: 0,
  length: 1000,
  buffer: 1024,
  replacement: undefined,
  replaced: new Uint8Array(0),
  verbose: false,
  directories: ['d'],
};

describe('the command line of svlogd', () => {
  it.each<[string[], Partial<SvlogdOptions>]>([
    [['d'], {}],
    [['d', 'e', '-t'], { directories: ['d', 'e', '-t'] }],
    [['-t', 'd'], { stamp: 1 }],
    [['-tt', 'd'], { stamp: 2 }],
    [['-ttt', 'd'], { stamp: 3 }],
    [['-tttt', 'd'], { stamp: 3 }],
    [['-v', 'd'], { verbose: true }],
    [['-l', '20', '-b30', 'd'], { length: 20, buffer: 30 }],
    [['-l', '0', '-b', '', 'd'], {}],
    [['-l', '20', '-b', '21', 'd'], { length: 20, buffer: 21 }],
    [['-r', '?', 'd'], { replacement: 0x3f }],
    [['-R', 'ab', 'd'], { replacement: 0x5f, replaced: bytesOf('ab') }],
    [['-r', '?', '-R', 'a', 'd'], { replacement: 0x3f, replaced: bytesOf('a') }],
    [['-R', 'a', '-r', '?', 'd'], { replacement: 0x3f, replaced: bytesOf('a') }],
  ])('%j', (args, wanted) => expect(parse(...args)).toEqual({ ...DEFAULTS, ...wanted }));

  it.each<[string[], object]>([
    [[], { problem: 'usage' }],
    [['-b', '20', '-l', '20', 'd'], { problem: 'usage' }],
    [['-b', '20', 'd'], { problem: 'usage' }],
    [['-r', '', 'd'], { problem: 'usage' }],
    [['-r', 'ab', 'd'], { problem: 'usage' }],
    [['-r', '\xe4', 'd'], { problem: 'usage' }],
    [['-V', 'd'], { problem: 'version' }],
    [['-?', 'd'], { problem: 'illegal', option: '?' }],
    [['-l'], { problem: 'argument', option: 'l' }],
  ])('refuses %j', (args, problem) => expect(parse(...args)).toEqual(problem));
});
