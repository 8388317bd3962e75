import { describe } from 'vitest';
import { type Scenario, same } from './support/compare.ts';
import type { Tree } from './support/sandbox.ts';
import { configured, lines, log, logs } from './support/svlogd-run.ts';

/** Patterns without `+`: each is tried on each line. */
const STARS = [
  '',
  'abc',
  'abcd',
  'a',
  ' a',
  'a ',
  '?',
  '*',
  '*b',
  '*b*',
  'a*',
  '*a',
  'a*b*c',
  'a*bc',
  '*bc',
  '*: *: pid *',
  '*pid*',
  '* pid*',
  'ERR*',
  '**',
  '**x',
  '***',
  '****',
  'a**b',
  '* *',
  '[a]',
  '.*',
  '\\*',
  '#a',
  '\xff*',
  '*\xa4',
  '\r',
  'abc\r',
  '*\t*',
];

const LINES = [
  '',
  'a',
  'b',
  ' a',
  'a ',
  '?',
  'abc',
  'abcd',
  'ab',
  'aab',
  'aabb',
  'abbc',
  'abbb',
  'axxbyyc',
  'axxbyycd',
  'abcabc',
  'x tcpsvd: info: pid 1',
  'x tcpsvd: info: pid ',
  'ERR 2',
  'ok ERR',
  '*',
  '**',
  '***',
  '****',
  'a*b',
  'a*bx',
  '*x',
  '[a]',
  '.',
  '.x',
  '\\',
  '\\*',
  '#a',
  '\xff\xfe',
  '\xc3\xa4',
  '\r',
  'abc\r',
  'a\tb',
  'a\0b',
  '\0',
];

/**
 * Patterns with `+`, each with lines of its own: where a line ends within the repeated byte, or the pattern with its
 * `+`, the original looks past the line.
 */
const PLUSES: readonly (readonly [string, readonly string[]])[] = [
  ['a+b', ['abbbc', 'abc', 'b', 'xabb', 'ab ']],
  ['a+bc', ['abbbd', 'abc', 'abbbbc', 'ac', 'abccc', 'abbbcd']],
  ['++', ['a', '++a', 'a+']],
  ['++a', ['++a', '+a', '+++++a', 'a', '+b', '+ab']],
  ['+*', ['*a', 'a', '**a', 'a**']],
  ['+*a', ['*a', '***a', 'a', '*b', '**ab']],
  ['*++', ['x++a', 'x', 'xa', '+x']],
  ['*+a', ['x+a', 'x', 'a', 'aaa', '+']],
  ['+ab', ['aaab', 'b', 'ab', 'aaac', 'abb']],
  ['+a*', ['ab', 'aaaab', 'b', 'ba', 'aa*']],
  ['+a+b', ['ac', 'abc', 'aabbc', 'b']],
  ['+a+bc', ['aabbc', 'abc', 'abd', 'bc', 'abbcc']],
  ['*: +0x', ['n: 000x', 'n: 0x', 'n: x', 'n: 00y', '0x']],
  ['a+b*', ['abx', 'abbbx', 'ax', 'abb*']],
  ['+ x', [' x', '    x', 'x', '  y']],
  ['+\xff.', ['\xff.', '\xff\xff.', '.', '\xff\xffx']],
];

/** One directory for each pattern: all see the same lines. */
const directoriesFor = (patterns: readonly string[], before: readonly string[], letter: string): Record<string, Tree> =>
  Object.fromEntries(patterns.map((pattern, index) => [`d${index}`, configured(...before, `${letter}${pattern}`)]));

/** Which lines were kept for each pattern. */
const selections =
  (patterns: readonly string[], before: readonly string[], letter: string): Scenario =>
  async (box) => {
    const seen = await log(box, { directories: directoriesFor(patterns, before, letter), input: lines(...LINES) });
    return {
      ending: seen.ending,
      stderr: seen.stderr,
      kept: patterns.map((pattern, index) => [pattern, box.read(`d${index}/current`).split('\n').slice(0, -1)]),
    };
  };

describe('patterns', () => {
  same('with stars select', selections(STARS, ['-*'], '+'));
  same('with stars deselect', selections(STARS, [], '-'));

  for (const pattern of STARS) {
    const stars = { d: configured('-*', `e${pattern}`) };
    same(`e${JSON.stringify(pattern)} alerts`, logs({ directories: stars, input: lines(...LINES) }));
  }

  for (const [pattern, on] of PLUSES) {
    same(
      `${pattern} repeats`,
      logs({ directories: { d: configured('-*', `+${pattern}`, `e${pattern}`) }, input: lines(...on) }),
    );
  }

  const ON_LENGTH = ['12345', '12345*', '1234*', '*5', '*6', '123456', '*', '*5*', '+12345'];
  for (const pattern of ON_LENGTH) {
    same(
      `${pattern} sees as much of a line as -l says`,
      logs({
        options: ['-l', '5', '-b', '6'],
        directories: { d: configured('-*', `+${pattern}`, `e${pattern}`) },
        input: lines('1234', '12345', '123456', '1234567'),
      }),
    );
  }
});

describe('selections', () => {
  const LISTS: Readonly<Record<string, readonly string[]>> = {
    none: [],
    'deselect all': ['-*'],
    'select all': ['+*'],
    'the last match wins': ['-*', '+a*', '-ab*', '+abc*'],
    'the order is that of the file': ['+a*', '-*'],
    'deselect, then the same again': ['-abc', '+abc', '-abc'],
    'alert only': ['-*', 'eERR*'],
    'alert on some': ['e*', 'Ea*'],
    'no alert after all': ['eERR*', 'E*'],
    'E alone': ['E*'],
    'log and alert apart': ['-*', '+a*', 'eERR*', 'E*2', '-ab*', 'e*2'],
    'an empty -': ['-'],
    'an empty +': ['-*', '+'],
    'an empty e': ['e'],
    'an empty E': ['e*', 'E'],
    'selections between other letters': ['n5', '-*', 's20000', '+a*', 'pX ', 'e?'],
  };
  for (const [what, list] of Object.entries(LISTS)) {
    same(what, logs({ directories: { d: configured(...list) }, input: lines(...LINES) }));
    same(
      `${what}, with a stamp and a prefix`,
      logs({ options: ['-tt'], directories: { d: configured('pPF ', ...list) }, input: lines(...LINES) }),
    );
  }
});

describe('alerts', () => {
  const ALL = configured('e*');
  same(
    'of many lines',
    logs({ directories: { d: ALL }, input: lines(...Array.from({ length: 3000 }, (_, n) => `${n}`)) }),
  );
  same('of a line of many bytes', logs({ directories: { d: ALL }, input: lines('x'.repeat(5000), 'short') }));
  for (const length of [998, 999, 1000, 1001]) {
    same(
      `of a line of ${length} bytes`,
      logs({ directories: { d: configured('e*', 'pP ') }, input: lines('x'.repeat(length)) }),
    );
  }
  same(
    'of a line as long as -l says, and longer ones',
    logs({
      options: ['-l', '5', '-b', '6', '-tt'],
      directories: { d: ALL },
      input: lines('1234', '12345', '123456', ''),
    }),
  );
  same(
    'of several directories, in their order',
    logs({
      directories: {
        b: configured('e*', 'pB '),
        a: configured('-*', 'e*', 'pA '),
        c: configured('E*'),
        x: configured('e1*'),
      },
      input: lines('1', '2', '1'),
    }),
  );
  same('of bytes of any kind', logs({ directories: { d: ALL }, input: lines('a\0b', '\xff\xfe', '\r', '') }));
  same('of replaced bytes', logs({ options: ['-r', '_'], directories: { d: ALL }, input: lines('a\0b', '\xff\xfe') }));
});
