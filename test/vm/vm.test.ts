import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mirrorHere, mirrorIn } from '../support/debian-mirror.ts';
import { temporary } from '../support/temporary.ts';
import { settingsOf } from './settings.ts';

describe('the arguments', () => {
  it('are options first; what follows the command is its own', () => {
    expect(settingsOf(['--out', 'there', '--memory', '512', 'node', '--out', 'x'])).toEqual({
      ...{ memory: 512, out: 'there', command: ['node', '--out', 'x'] },
    });
    expect(settingsOf(['true'])).toEqual({ memory: 14_336, out: undefined, command: ['true'] });
  });

  it.each([
    [[], 'which command?'],
    [['--out'], '--out wants a folder'],
    [['--memory', '1G', 'true'], '--memory wants a number of megabytes, not 1G'],
    [['--network', 'true'], 'unknown option --network'],
  ])('%j are refused', (args, why) => {
    expect(() => settingsOf(args)).toThrow(why);
  });
});

describe('where Debian comes from', () => {
  const stanza = (uri: string, suites: string) => `Types: deb\nURIs: ${uri}\nSuites: ${suites}\nComponents: main\n`;

  it.each([
    ['a stanza', `# a snapshot\n${stanza('http://a/debian', 'bookworm bookworm-updates')}`],
    ['a line', 'deb [signed-by=/key] http://a/debian bookworm main contrib\n'],
    [
      'the second of two',
      `${stanza('http://a/debian-security', 'bookworm-security')}\n${stanza('http://a/debian', 'bookworm')}`,
    ],
  ])('is read from %s', (_, text) => {
    expect(mirrorIn(text)).toEqual({ uri: 'http://a/debian', suite: 'bookworm' });
  });

  it.each([
    ['somebody else', 'deb https://b/node_20.x nodistro main\n'],
    ['what is commented out', '# deb http://a/debian bookworm main\n'],
    ['its updates', 'deb http://a/debian bookworm-updates main\n'],
    ['its sources', 'deb-src http://a/debian bookworm main\n'],
  ])('is not %s', (_, text) => {
    expect(mirrorIn(text)).toBeUndefined();
  });

  it('is looked for in sources.list, then in the files beside it that apt reads', () => {
    const etc = temporary();
    mkdirSync(join(etc, 'sources.list.d'));
    const write = (name: string, uri: string) => writeFileSync(join(etc, name), `deb ${uri} trixie main\n`);
    write('sources.list.d/a.list.off', 'http://off/debian');
    expect(mirrorHere(etc)).toBeUndefined();
    write('sources.list.d/b.list', 'http://beside/debian');
    expect(mirrorHere(etc)).toEqual({ uri: 'http://beside/debian', suite: 'trixie' });
    write('sources.list', 'http://main/debian');
    expect(mirrorHere(etc)).toEqual({ uri: 'http://main/debian', suite: 'trixie' });
  });
});
