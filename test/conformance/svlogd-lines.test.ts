import { describe } from 'vitest';
import { type Scenario, same } from './support/compare.ts';
import { configured, lines, log, logs } from './support/svlogd-run.ts';

const bytes = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, index) => String.fromCharCode(from + index)).join('');

/** Every byte but the newline. */
const ALL = bytes(0, 10) + bytes(11, 256);
const EACH = lines(...ALL);

describe('lines are bytes', () => {
  const INPUTS: Readonly<Record<string, string>> = {
    'no input': '',
    'one line': 'hello\n',
    'an empty line': '\n',
    'empty lines': '\n\n\n\n\n',
    'empty lines among others': '\na\n\nb\n\n',
    'a carriage return': 'a\r\nb\r\n',
    'every byte in one line': `${ALL}\n`,
    'every byte in a line of its own': EACH,
    'NUL bytes only': '\0\0\0\n\0\n',
    'a NUL at the ends of lines': '\0a\nb\0\n\0',
    'UTF-8, whole and broken': lines('\xc3\xa4\xe2\x82\xac', '\xe2\x82', '\xff\xfe\xf0\x9f\x98\x80'),
    'bytes that look like a stamp': lines('@400000006b030ae9223a7d44x', '2026-11-22_15:31:43.5810x'),
    'many short lines': lines(...Array.from({ length: 5000 }, (_, index) => String(index))),
    'many empty lines': '\n'.repeat(10_000),
    'lines around the size of the buffer': lines(
      ...[1020, 1021, 1022, 1023, 1024, 1025, 2047, 2048].map((n) => 'x'.repeat(n)),
    ),
    'lines around the length of a line': lines(
      ...[998, 999, 1000, 1001, 1002, 1999, 2000, 2001].map((n) => 'y'.repeat(n)),
    ),
    'a line of 300 kB': `${'0123456789'.repeat(30_000)}\nafter\n`,
  };
  for (const [what, input] of Object.entries(INPUTS)) {
    // An unterminated tail is a matter of its own: it is a row of COMPATIBILITY.md.
    const whole = input.slice(0, input.lastIndexOf('\n') + 1);
    same(what, logs({ input: whole }));
    same(
      `${what}, stamped and with a prefix`,
      logs({ options: ['-tt'], directories: { d: configured('pP: ') }, input: whole }),
    );
  }

  same('a tail of as many bytes as a line is long', logs({ input: `a\n${'x'.repeat(1000)}` }));
  same('a tail of more', logs({ input: `a\n${'x'.repeat(1001)}` }));
  same('a tail of far more', logs({ input: 'x'.repeat(100_000) }));
  same('a tail of more, with a short line length', logs({ options: ['-l', '5', '-b', '6'], input: 'a\n1234567' }));
});

describe('bytes are replaced', () => {
  const all = `${ALL}\n`;
  const WAYS: Readonly<Record<string, string[]>> = {
    'with -r _': ['-r', '_'],
    'with -r .': ['-r', '.'],
    'with -r and a space': ['-r', ' '],
    'with -r and a tab': ['-r', '\t'],
    'with -r and a newline': ['-r', '\n'],
    'with an empty -R': ['-R', ''],
    'with -R of printable bytes': ['-R', 'ob[]*-'],
    'with -R of a multibyte character': ['-R', 'ä'],
    'with -R of everything printable': ['-R', bytes(32, 127)],
    'with -R of a newline': ['-R', '\n'],
    'with -r + and -R ob': ['-r', '+', '-R', 'ob'],
    'with -R that holds the replacement': ['-r', 'a', '-R', 'ab'],
  };
  for (const [how, options] of Object.entries(WAYS)) {
    same(`${how}: all`, logs({ options, input: all }));
    same(`${how}: each`, logs({ options, input: EACH + lines('foo bar', '') }));
  }

  same(
    'only within the length of a line',
    logs({ options: ['-r', '_'], input: lines(`${'\t'.repeat(1500)}\xc3\xa4`) }),
  );
  same(
    'only within a short length',
    logs({ options: ['-r', '_', '-l', '3', '-b', '9'], input: lines('\t\t', '\t\t\t', '\t\t\t\t\t') }),
  );
  same(
    'before lines are matched',
    logs({
      options: ['-r', '_', '-R', 'x'],
      directories: { d: configured('-*', '+a_b') },
      input: lines('a\tb', 'axb', 'a_b', 'ab'),
    }),
  );
  same(
    'neither in stamp nor in prefix',
    logs({
      options: ['-ttt', '-r', '_', '-R', ':-20'],
      directories: { d: configured('p:-\t20 ', 'e*') },
      input: lines('a:-20'),
    }),
  );
});

describe('stamps', () => {
  const TAI = /^@([0-9a-f]{16})([0-9a-f]{8}) hello$/;
  const DATE = /^(\d{4})-(\d\d)-(\d\d)[_T](\d\d):(\d\d):(\d\d)\.(\d{5}) hello$/;

  /** Microseconds since 1970, whichever the stamp; ten of them are one for a date. */
  const microseconds = (line: string): number => {
    const tai = TAI.exec(line);
    if (tai !== null)
      return Number(BigInt(`0x${tai[1]}`) - (1n << 62n) - 10n) * 1e6 + Number.parseInt(tai[2]!, 16) / 1000;
    const [year, month, day, hour, minute, second, fraction] = DATE.exec(line)!.slice(1).map(Number);
    return Date.UTC(year!, month! - 1, day, hour, minute, second) * 1000 + fraction! * 10;
  };

  /** Whether stamps are of the time of the run, in order; and the remainder that a label's nanoseconds have. */
  const judged =
    (...options: string[]): Scenario =>
    async (box) => {
      const before = Date.now() * 1000 - 20;
      const seen = await log(box, { options, input: 'hello\n'.repeat(50) });
      const stamped = box.read('d/current').split('\n').slice(0, -1);
      const times = stamped.map(microseconds);
      const after = Date.now() * 1000 + 1000;
      return {
        seen,
        within: times.every((time) => time >= before && time <= after),
        ordered: times.every((time, index) => index === 0 || time >= times[index - 1]!),
        remainders: [
          ...new Set(stamped.map((line) => TAI.exec(line)?.[2]).map((hex) => Number.parseInt(hex!, 16) % 1000)),
        ],
      };
    };
  for (const options of ['-t', '-tt', '-ttt', '-tttt']) same(`${options} are of the time`, judged(options));

  for (const options of ['-t', '-tt', '-ttt']) {
    same(`${options} is the same in all directories and alerts`, async (box) => {
      await log(box, {
        options: [options],
        directories: { a: configured('e*'), b: configured('pP ') },
        input: lines('x', 'y', ''),
      });
      const stamps = (text: string) => text.split('\n').map((line) => line.split(' ')[0]);
      const [a, b] = ['a/current', 'b/current'].map((path) => stamps(box.read(path)));
      return a!.length === 4 && JSON.stringify(a) === JSON.stringify(b);
    });
  }
});
