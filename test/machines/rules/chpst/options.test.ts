import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCommand, shownName } from '../../../../machines/rules/chpst/aliases.ts';
import { newDraft, type Request, type Resource } from '../../../../machines/rules/chpst/request.ts';
import { usageText } from '../../../../machines/rules/chpst/usage.ts';

/** What a request says where nothing is asked for. */
const NOTHING = { session: false, closed: new Set(), limits: new Map(), verbose: false, silent: false };
const request = (wanted: Partial<Request>): Request =>
  ({ ...NOTHING, program: 'p', argv: ['p'], ...wanted }) as Request;
const account = (text: string, extended = true) => ({ text, extended });

describe('chpst', () => {
  it.each<[string[], Partial<Request>]>([
    [['p'], {}],
    [['p', '-u', 'x'], { argv: ['p', '-u', 'x'] }],
    [['-ulog', 'p'], { account: account('log') }],
    [['-u', 'a', '-u', 'b', 'p'], { account: account('b') }],
    [['-U', 'a', 'p'], { shownAccount: account('a') }],
    [['-vP012', 'p'], { verbose: true, session: true, closed: new Set([0, 1, 2]) }],
    [['-b', 'q', 'p', 'x'], { argv: ['q', 'x'] }],
    [
      ['-e', 'd', '-/', 'r', '-C', 'c', 'p'],
      { environmentDirectory: { path: 'd', subdirectories: 'skipped' }, root: 'r', directory: 'c' },
    ],
    [['-n', '-5', 'p'], { nice: -5 }],
    [['-l', 'f', 'p'], { lock: { file: 'f', waits: true } }],
    [['-Lf', 'p'], { lock: { file: 'f', waits: false } }],
    [
      ['-m', '9', '-d', '7', 'p'],
      {
        limits: new Map([
          ['DATA', 7n],
          ['STACK', 9n],
          ['MEMLOCK', 9n],
          ['AS', 9n],
        ]),
      },
    ],
    [['-o', '64', '-o', '18446744073709551614', 'p'], {}],
  ])('%j', (args, wanted) => expect(readCommand('chpst', args)).toEqual(request(wanted)));

  it.each([
    [[], { problem: 'usage' }],
    [['-l', 'a', '-L', 'b', 'p'], { problem: 'usage' }],
    [['-vs', 'p'], { problem: 'illegal', option: 's' }],
    [['-vu'], { problem: 'argument', option: 'u' }],
    [['-V', '-x'], { problem: 'version' }],
    [['-x', '-V'], { problem: 'illegal', option: 'x' }],
  ])('refuses %j', (args, problem) => expect(readCommand('chpst', args)).toEqual(problem));

  it('reads no word behind the program as an option', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (rest) => {
        expect(readCommand('chpst', ['-v', 'p', ...rest])).toEqual(request({ verbose: true, argv: ['p', ...rest] }));
        expect(readCommand('chpst', ['--', 'p', ...rest])).toEqual(request({ argv: ['p', ...rest] }));
      }),
    );
  });
});

it('begins with nothing asked for', () => expect(newDraft()).toEqual({ ...NOTHING, program: '', argv: [] }));

/** Limits by option, as the manuals of chpst(8) and softlimit(8) have them. */
const LIMITS: Readonly<Record<string, Readonly<Record<string, readonly Resource[]>>>> = {
  chpst: {
    m: ['DATA', 'STACK', 'MEMLOCK', 'AS'],
    d: ['DATA'],
    o: ['NOFILE'],
    p: ['NPROC'],
    f: ['FSIZE'],
    c: ['CORE'],
    r: ['RSS'],
    t: ['CPU'],
  },
  softlimit: {
    a: ['AS'],
    c: ['CORE'],
    d: ['DATA'],
    f: ['FSIZE'],
    l: ['MEMLOCK'],
    m: ['DATA', 'STACK', 'MEMLOCK', 'AS'],
    o: ['NOFILE'],
    p: ['NPROC'],
    r: ['RSS'],
    s: ['STACK'],
    t: ['CPU'],
  },
};
describe.each(Object.entries(LIMITS))('%s', (name, options) => {
  it.each(Object.entries(options))('-%s limits %j', (option, resources) => {
    const limits = new Map(resources.map((resource) => [resource, 7n]));
    expect(readCommand(name, [`-${option}`, '7', 'p'])).toEqual(request({ limits }));
  });
});

describe('what is missing or unknown', () => {
  it.each<[string, string[], object]>([
    ['chpst', ['-n', 'x', 'p'], { problem: 'usage' }],
    ['chpst', ['-?'], { problem: 'illegal', option: '?' }],
    ['setuidgid', [], { problem: 'usage' }],
    ['setuidgid', ['a'], { problem: 'usage' }],
    ['pgrphack', [], { problem: 'usage' }],
    ['setlock', [], { problem: 'usage' }],
    ['setlock', ['f'], { problem: 'usage' }],
    ['setlock', ['-?', 'f', 'p'], { problem: 'illegal', option: '?' }],
    ['softlimit', ['-?', 'p'], { problem: 'illegal', option: '?' }],
    ['softlimit', [], { problem: 'usage' }],
  ])('%s %j', (name, args, problem) => expect(readCommand(name, args)).toEqual(problem));
});

describe('its other names', () => {
  it.each<[string, string[], Partial<Request>]>([
    ['setuidgid', ['a', 'p'], { account: account('a', false) }],
    ['dsetuidgid', ['a:b', 'p'], { account: account('a:b', false) }],
    ['envuidgid', ['-v', 'p'], { shownAccount: account('-v', false) }],
    ['envdir', ['d', 'p'], { environmentDirectory: { path: 'd', subdirectories: 'refused' } }],
    ['pgrphack', ['p'], { session: true }],
    ['setlock', ['f', 'p'], { lock: { file: 'f', waits: false } }],
    ['setlock', ['-nx', 'f', 'p'], { lock: { file: 'f', waits: true }, silent: true }],
    ['setlock', ['-nNxX', 'f', 'p'], { lock: { file: 'f', waits: false } }],
    [
      'softlimit',
      ['-s', '5', '-o', '=', 'p'],
      {
        limits: new Map([
          ['STACK', 5n],
          ['NOFILE', -1n],
        ]),
      },
    ],
  ])('%s %j', (name, args, wanted) => expect(readCommand(name, args)).toEqual(request(wanted)));

  it('is used as its name says, but for numbers', () => {
    expect(readCommand('softlimit', ['-a', '=5', 'p'])).toEqual({ problem: 'usage', of: 'chpst' });
    expect(usageText('softlimit', 'chpst')).toMatch(/^usage: softlimit \[-vVP012\] .* prog\n\n$/);
    expect(usageText('dpgrphack')).toBe('usage: pgrphack child\n\n');
    expect(usageText('another')).toMatch(/^usage: another \[-vVP012\] /);
    expect(shownName('d')).toBe('');
  });
});
