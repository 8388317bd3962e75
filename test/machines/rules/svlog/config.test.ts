import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFAULT_CONFIG, type LogConfig, parseConfig } from '../../../../machines/rules/svlog/config.ts';
import { bytesOf } from '../../../support/log-model.ts';

const parse = (text: string): LogConfig => parseConfig(bytesOf(text));
const selector = (selects: boolean, pattern: string) => ({ selects, pattern: bytesOf(pattern) });

test('without a config a log is rotated at a million bytes, and ten old ones are kept', () => {
  expect(parse('')).toEqual({
    size: 1_000_000,
    keep: 10,
    keepWhenFull: 10,
    age: 0,
    processor: undefined,
    prefix: new Uint8Array(0),
    selectors: [],
    alerts: [],
    address: undefined,
    sentOnly: false,
    warnings: [],
  });
});

describe('a line', () => {
  test.each<[string, Partial<LogConfig>]>([
    ['s1234', { size: 1234 }],
    ['s2k', { size: 2048 }],
    ['s3m', { size: 3_145_728 }],
    ['s3K', { size: 3 }],
    ['s0', { size: 0 }],
    ['s', { size: 0 }],
    ['s 5', { size: 0 }],
    ['s5 k', { size: 5 }],
    ['s18014398509481984k', { size: 0 }],
    ['s9007199254740992k', { size: 2 ** 63 }],
    ['n7', { keep: 7 }],
    ['n7k', { keep: 7 }],
    ['N3', { keepWhenFull: 3 }],
    ['t90', { age: 90 }],
    ['t2m', { age: 120 }],
    ['t2h', { age: 7200 }],
    ['t2d', { age: 2 }],
    ['!cat  -n', { processor: 'cat  -n' }],
    ['!', {}],
    ['pX: ', { prefix: bytesOf('X: ') }],
    ['p', {}],
    ['+a*', { selectors: [selector(true, 'a*')] }],
    ['-', { selectors: [selector(false, '')] }],
    ['eERR*', { alerts: [selector(true, 'ERR*')] }],
    ['E*', { alerts: [selector(false, '*')] }],
    ['u127.0.0.1', { address: { host: '127.0.0.1', port: 514 } }],
    ['U10.0.0.300:99', { address: { host: '10.0.0.44', port: 99 }, sentOnly: true }],
    ['Unowhere', { warnings: [{ message: 'unable to scan ip address', text: 'nowhere' }] }],
    ['u1.2.3.4:0', { warnings: [{ message: 'unable to scan port number', text: '0' }] }],
    ['# s5', {}],
    ['', {}],
    ['Size 5', {}],
  ])('%j', (line, change) => {
    expect(parse(`${line}\n`)).toEqual({ ...DEFAULT_CONFIG, ...change });
  });

  test('ends at its newline or, for what it says, at a NUL', () => {
    expect(parse('\ns5\n')).toEqual({ ...DEFAULT_CONFIG, size: 5 });
    expect(parse('pab\0cd\nn3\n')).toEqual({ ...DEFAULT_CONFIG, prefix: bytesOf('ab'), keep: 3 });
    expect(parse('n3\npab\0c\0d\n')).toEqual({ ...DEFAULT_CONFIG, prefix: bytesOf('ab'), keep: 3 });
    expect(parse('pab\0')).toEqual({ ...DEFAULT_CONFIG, prefix: bytesOf('ab') });
    expect(parse('p\0cd\n')).toEqual(DEFAULT_CONFIG);
    expect(parse('\0pcd\nn3\n')).toEqual({ ...DEFAULT_CONFIG, keep: 3 });
    expect(parse('pab\nn3\0\n')).toEqual({ ...DEFAULT_CONFIG, prefix: bytesOf('ab'), keep: 3 });
  });

  test('with a bad address is warned of each time, and lines are written again', () => {
    const warning = (text: string) => ({ message: 'unable to scan ip address', text });
    expect(parse('U1.2.3.4\nUa\nub\n')).toEqual({ ...DEFAULT_CONFIG, warnings: [warning('a'), warning('b')] });
  });

  test('needs no newline at the end, unless it is a single byte', () => {
    expect(parse('s5')).toEqual({ ...DEFAULT_CONFIG, size: 5 });
    expect(parse('-')).toEqual(DEFAULT_CONFIG);
    expect(parse('-\n')).toEqual({ ...DEFAULT_CONFIG, selectors: [selector(false, '')] });
    expect(parse('+a\n\n-')).toEqual({ ...DEFAULT_CONFIG, selectors: [selector(true, 'a')] });
    expect(parse('s5\ns')).toEqual({ ...DEFAULT_CONFIG, size: 5 });
  });
});

test('any bytes are a config', () => {
  const anyByte = fc.oneof(
    fc.constantFrom(...'snNt!puU+-eE0123456789kmh.:\n\n').map((letter) => letter.charCodeAt(0)),
    fc.integer({ min: 0, max: 255 }),
  );
  fc.assert(
    fc.property(fc.array(anyByte, { maxLength: 300 }), (bytes) => {
      const config = parseConfig(Uint8Array.from(bytes));
      const numbers = [config.size, config.keep, config.keepWhenFull, config.age];
      expect(numbers.filter((value) => !Number.isInteger(value) || value < 0)).toEqual([]);
    }),
    { numRuns: 2000 },
  );
});

/** A line, and what it says in words of the model. */
type Line = readonly [text: string, key: keyof LogConfig, value: unknown];
const anyWord = fc
  .array(fc.constantFrom('a', '*', '+', ' ', '\xe4'), { minLength: 1, maxLength: 5 })
  .map((all) => all.join(''));
const number = (letter: string, key: keyof LogConfig, units: Readonly<Record<string, number>>) =>
  fc
    .tuple(fc.integer({ min: 0, max: 2 ** 31 }), fc.constantFrom('', ...Object.keys(units)))
    .map<Line>(([count, unit]) => [`${letter}${count}${unit}`, key, count * (units[unit] ?? 1)]);
const anyLine: fc.Arbitrary<Line> = fc.oneof(
  number('s', 'size', { k: 1024, m: 1_048_576 }),
  number('n', 'keep', {}),
  number('N', 'keepWhenFull', {}),
  number('t', 'age', { m: 60, h: 3600 }),
  anyWord.map<Line>((word) => [`!${word}`, 'processor', word]),
  anyWord.map<Line>((word) => [`p${word}`, 'prefix', bytesOf(word)]),
  anyWord.map<Line>((word) => [`+${word}`, 'selectors', selector(true, word)]),
  anyWord.map<Line>((word) => [`-${word}`, 'selectors', selector(false, word)]),
  anyWord.map<Line>((word) => [`e${word}`, 'alerts', selector(true, word)]),
  anyWord.map<Line>((word) => [`E${word}`, 'alerts', selector(false, word)]),
);

test('later lines win; selectors keep their order; what is not known is passed over', () => {
  const anyNonsense = fc.constantFrom('', '#', 'x5', ' s5', '!', 'p', '\0s5', '\xff');
  fc.assert(
    fc.property(fc.array(fc.tuple(anyLine, anyNonsense), { maxLength: 12 }), (all) => {
      const lines = all.map(([line]) => line);
      const last = lines.filter(([, key]) => key !== 'selectors' && key !== 'alerts');
      const list = (wanted: string) => lines.filter(([, key]) => key === wanted).map(([, , value]) => value);
      expect(parse(all.map(([[text], nonsense]) => `${text}\n${nonsense}\n`).join(''))).toEqual({
        ...DEFAULT_CONFIG,
        ...Object.fromEntries(last.map(([, key, value]) => [key, value])),
        selectors: list('selectors'),
        alerts: list('alerts'),
      });
    }),
    { numRuns: 500 },
  );
});
