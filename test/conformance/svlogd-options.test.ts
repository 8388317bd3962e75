import { describe } from 'vitest';
import { type Scenario, same } from './support/compare.ts';
import { runToEnd } from './support/startup.ts';
import { configured, lines, logs } from './support/svlogd-run.ts';

/** Started with these words, beside a directory `d`. */
const said =
  (...args: string[]): Scenario =>
  (box) => {
    box.make('d', {});
    return runToEnd(box, 'svlogd', args);
  };

describe('svlogd says how it is used', () => {
  const REFUSED: Readonly<Record<string, string[]>> = {
    'without a directory': [],
    'with options only': ['-tt', '-v'],
    'with -- only': ['--'],
    'with an option that is none': ['-x', 'd'],
    'with an option that is none among others': ['-txv', 'd'],
    'with two that are none': ['-x', '-y', 'd'],
    'with one of two bytes': ['-é', 'd'],
    'with a digit': ['-1', 'd'],
    'with a long option': ['--help'],
    'with a ? as option': ['-?', 'd'],
    'with a : as option': ['-:', 'd'],
    'with -h': ['-h'],
    'with -r and nothing': ['-r'],
    'with -R and nothing': ['-R'],
    'with -l and nothing': ['-l'],
    'with -b and nothing': ['-b'],
    'with -b and nothing, behind others': ['-tvb'],
    'with an empty -r': ['-r', '', 'd'],
    'with two bytes of -r': ['-r', 'ab', 'd'],
    'with one character of two bytes of -r': ['-r', 'é', 'd'],
    'with an -l as long as the buffer': ['-l', '1024', 'd'],
    'with an -l longer than the buffer': ['-l', '2000', 'd'],
    'with a -b as short as the line': ['-b', '1000', 'd'],
    'with a -b shorter than the line': ['-b', '999', 'd'],
    'with -b and -l alike': ['-b', '5', '-l', '5', 'd'],
    'with a negative -l': ['-l', '-5', '-b', '2', 'd'],
    'with a small -b and a bad -l': ['-l', 'x', '-b', '900', 'd'],
    'with a big -l and a bad -b': ['-l', '1500', '-b', 'x', 'd'],
    'with a big -l and a -b of 0': ['-l', '1500', '-b', '0', 'd'],
    'when an error comes before -V': ['-x', '-V'],
  };
  for (const [how, args] of Object.entries(REFUSED)) same(how, said(...args));
});

describe('svlogd takes', () => {
  const input = lines('12345678', 'a\tb\x7fc', '');
  const taken = (...options: string[]): Scenario => logs({ options, input });
  const TAKEN: readonly (readonly string[])[] = [
    ['-v'],
    ['-vv'],
    ['--'],
    ['-tt', '--'],
    ['-ttv'],
    ['-vtt'],
    ['-t', '-v', '-t'],
    ['-ttt'],
    ['-tttt'],
    ['-ttttttt'],
    ['-l5'],
    ['-l', '5'],
    ['-tl5'],
    ['-l', '5x'],
    ['-l', '0'],
    ['-l', 'x'],
    ['-l', ''],
    ['-l', '1'],
    ['-l', '0005'],
    ['-l', '1', '-b', '2'],
    ['-l', '5', '-l', '3'],
    ['-l', '1023'],
    ['-b', '1001'],
    ['-b1001'],
    ['-b', '0'],
    ['-b', 'x'],
    ['-b', '5', '-l', '4'],
    ['-b', '3000', '-l', '2999'],
    ['-b', '1000000'],
    ['-r', '+'],
    ['-r+'],
    ['-r', '+', '-r', '-'],
    ['-r', ' '],
    ['-R', ''],
    ['-R', 'a'],
    ['-Ra'],
    ['-R', '13', '-R', '24'],
    ['-R', '13', '-r', '#'],
    ['-vr', '-', '-tR', '5'],
  ];
  for (const options of TAKEN) same(options.map((word) => JSON.stringify(word)).join(' '), taken(...options));

  same(
    'a directory behind -- that looks like an option',
    logs({ args: ['-v', '--', '-d'], directories: { '-d': {} } }),
  );
  same('no option behind a directory', logs({ args: ['d', '-v'], directories: { d: {} }, input }));
  same('a directory with a path', logs({ directories: { 'a/b/c': {} }, options: ['-v'], input }));
  same('a directory with a slash at its end', logs({ args: ['-v', 'd/'], directories: { d: {} }, input }));
  same('a directory with a space', logs({ directories: { 'a b': configured('n5') }, options: ['-v'], input }));
  same('a directory that is .', logs({ args: ['-v', './d/../d/.'], directories: { d: configured('n3') }, input }));
  same('an absolute path', async (box) => {
    box.make('d', {});
    return logs({ args: ['-v', box.path('d')], directories: { d: {} }, input })(box);
  });
});
