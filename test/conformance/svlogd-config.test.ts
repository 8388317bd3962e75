import { chmodSync } from 'node:fs';
import { describe } from 'vitest';
import { type Scenario, same } from './support/compare.ts';
import { link, type Tree, text } from './support/sandbox.ts';
import { lines, logs, logsInTurn, manyLines } from './support/svlogd-run.ts';

const raw = (config: string): Tree => ({ config: text(config) });

/** Runs with a config and some lines; without `-l` a size below 1000 would cut lines. */
const withConfig = (config: string, input = manyLines(40)): Scenario =>
  logs({ options: ['-v', '-l', '9', '-b', '64'], directories: { d: raw(config) }, input });

describe('config is read', () => {
  const TEXTS: Readonly<Record<string, string>> = {
    'when it is empty': '',
    'when it is empty lines': '\n\n\n',
    'when it is one newline': '\n',
    'when it is comments': '# s20\n#n1\n',
    'with letters that mean nothing': 'x\nSn20\nZ1\n1\n\ts20\n~\n\xff\n',
    'with a space before the letter': ' s20\n',
    'without a newline at its end': 's100',
    'with a last line of one byte and no newline': 's100\n-',
    'with a last line of two bytes and no newline': 's100\n-0',
    'with a last line that is a prefix without a newline': 'pX',
    'with carriage returns': 's100\r\npX\r\n',
    'with a NUL in a line': 'pa\0b\ns100\n',
    'with a NUL at the beginning': '\0\ns100\n',
    'with the same letter twice': 's100\ns200\npA\npB\nn1\nn2\n',
    'with a bare prefix after a prefix': 'pA\np\n',
    'with a bare prefix': 'p\n',
    'with a prefix of spaces': 'p  \n',
    'with a prefix of any bytes': 'p\xc3\xa4\t\x01\n',
    'with a long prefix': `p${'P'.repeat(300)}\n`,
    'with a bare !': '!\n',
    'with a comment behind a number': 's100 # small\nn2 # few\n',
    'with a very long line': `#${'x'.repeat(10_000)}\ns100\n`,
    'with very many lines': `${'#\n'.repeat(5000)}s100\n${'-x\n'.repeat(500)}`,
  };
  for (const [how, config] of Object.entries(TEXTS)) same(how, withConfig(config));

  const BARE = ['s', 'n', 'N', 't', '+', '-', 'e', 'E', '!', 'p'];
  for (const letter of BARE)
    same(`with a bare ${letter}`, withConfig(`s100\n${letter}\n`, lines('a', '', 'b') + manyLines(20)));
});

describe('numbers of config', () => {
  const SIZES = [
    '0',
    '1',
    '20',
    '20x',
    ' 20',
    '-20',
    '+20',
    'x',
    '1k',
    '1K',
    '1m',
    '1km',
    '0k',
    'k',
    '020',
    '0x20',
    '18446744073709551636',
    '20 k',
    '100 ',
  ];
  // A size of one byte makes a file of each byte.
  for (const size of SIZES) same(`s${size}`, withConfig(`s${size}\n`, manyLines(/^1K?$/.test(size) ? 8 : 150)));

  const COUNTS = ['0', '1', '2', '3x', ' 3', '-3', 'x', '3k', '03', '18446744073709551618'];
  for (const count of COUNTS) same(`n${count}`, withConfig(`s20\nn${count}\n`, manyLines(30)));

  const AGES = ['0', '1h', '5m', '100', '3d', 'x', ' 1', '2x0'];
  for (const age of AGES) same(`t${age}`, withConfig(`t${age}\n`));
  const SPARED = ['0', '1', '10', '99', 'x', ' 1'];
  for (const spared of SPARED) same(`N${spared}`, withConfig(`N${spared}\nn3\ns50\n`));
});

describe('config that cannot be read', () => {
  const run = { options: ['-v'], input: lines('a', 'b') };
  same('is a directory', logs({ ...run, directories: { d: { 'config/x': text('') } } }));
  same('is a dangling link', logs({ ...run, directories: { d: { config: link('nowhere') } } }));
  same('is a loop of links', logs({ ...run, directories: { d: { config: link('config') } } }));
  same('lies behind a file', logs({ ...run, directories: { d: { config: link('x/y'), x: text('') } } }));
  same('is a link to a config', logs({ ...run, directories: { d: { config: link('real'), real: text('pP \n') } } }));
  same(
    'is a link elsewhere',
    logs({ ...run, directories: { d: { config: link('../other') }, '.': { other: text('pO \n') } } }),
  );
  same(
    'is there without permission for root to care',
    logs({ ...run, directories: { d: raw('pP \n') }, prepare: (box) => chmodSync(box.path('d/config'), 0) }),
  );
  same(
    'is a directory, after one that can be read',
    logs({ ...run, directories: { c: raw('pC \n-b\n'), d: { 'config/x': text('') } } }),
  );
});

describe('several directories', () => {
  const input = manyLines(60);
  const options = ['-v', '-l', '9', '-b', '64'];
  same(
    'each have their config',
    logs({
      options,
      input,
      directories: { a: raw('s200\nn2\n'), b: raw('s500\npB \n'), c: {}, e: raw('-*\n+*5\ne*0\n') },
    }),
  );
  same(
    'are named in an order',
    logs({ options, input, directories: { z: raw('e*00\npZ \n'), a: raw('e*00\npA \n') } }),
  );
  same(
    'are twenty',
    logs({
      options,
      input,
      directories: Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`d${n}`, raw(`s${n * 50}\nn3\np${n} \n`)])),
    }),
  );
  same('lie within one another', logs({ options, input, directories: { a: raw('s200\n'), 'a/b': raw('pB \n') } }));
  same(
    'change over several runs',
    logsInTurn(
      { options, input, directories: { a: raw('s200\n'), b: {} } },
      { options, input: manyLines(9) },
      { input: lines('x') },
    ),
  );
});
