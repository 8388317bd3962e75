import { describe } from 'vitest';
import { ends } from './support/chpst-run.ts';
import { same } from './support/compare.ts';

const words = (args: readonly string[]): string => args.map((word) => JSON.stringify(word)).join(' ') || 'nothing';

describe('chpst says how it is used', () => {
  const REFUSED: readonly (readonly string[])[] = [
    [],
    ['--'],
    ['-v'],
    ['-s', 'true'],
    ['-a', '5', 'true'],
    ['-vPx', 'true'],
    ['-?', 'true'],
    ['-:', 'true'],
    ['-é', 'true'],
    ['-u'],
    ['-u', 'nobody'],
    ['-vu'],
    ['-b'],
    ['-l', 'a', '-l', 'b', 'true'],
    ['-l', 'a', '-L', 'b', 'true'],
    ['-L', 'a', '-l', 'b', 'true'],
    ...['m', 'd', 'o', 'p', 'f', 'c', 'r', 't'].flatMap((letter) => [
      [`-${letter}`, 'x', 'true'],
      [`-${letter}`, '1x', 'true'],
    ]),
    ['-o', '-1', 'true'],
    ['-o', '+1', 'true'],
    ['-o', ' 1', 'true'],
    ['-o', '=', 'true'],
    ['-o', '5\n', 'true'],
    ['-n', 'x', 'true'],
    ['-n', '+-5', 'true'],
    ['-n', '5x', 'true'],
    ['-o', 'x', '-z', 'true'],
    ['-z', '-o', 'x', 'true'],
  ];
  for (const args of REFUSED) same(words(args), ends(args));
  for (const name of ['dchpst', 'anything'])
    for (const args of [[], ['-x']]) same(`called ${name}, with ${words(args)}`, ends(args, { name }));
});

describe('chpst finds the program', () => {
  const FOUND: readonly (readonly string[])[] = [
    ['echo', '-v', 'a'],
    ['--', 'echo', '-v', 'a'],
    ['--anything', 'echo', 'a'],
    ['-v', '--', 'echo', 'a'],
    ['-ubin', '-b', 'x', 'echo', 'a'],
    ['-n', '', 'nice'],
    ['-n-', 'nice'],
    ['-n', '+', 'nice'],
    ['-b', '-l', 'true'],
    ['sh', '-c', 'exit 7'],
    ['sh', '-c', 'kill -9 $$'],
    ['-P', 'sh', '-c', 'kill $$'],
  ];
  for (const args of FOUND) same(words(args), ends(args));

  const MISSED: readonly (readonly string[])[] = [
    ['nosuch'],
    ['-'],
    [''],
    ['/'],
    ['.'],
    ['./nosuch'],
    ['/etc/passwd'],
    ['/etc/passwd/x'],
    ['-b', 'AAA', 'nosuch'],
    ['-b', 'AAA', '/'],
    ['-2', 'nosuch'],
    ['-m', '0', 'nosuch'],
    ['-m', '100000', 'nosuch'],
    ['-o', '0', 'nosuch'],
    ['-t', '1', 'nosuch'],
  ];
  for (const args of MISSED) same(`not: ${words(args)}`, ends(args));
});

describe('the search', () => {
  const TREE = {
    'a/plain': { text: '#!/bin/sh\necho a\n', mode: 0o644 },
    'b/plain': { text: '#!/bin/sh\necho b\n', mode: 0o755 },
    'a/both': { text: '#!/bin/sh\necho a\n', mode: 0o755 },
    'b/both': { text: '#!/bin/sh\necho b\n', mode: 0o755 },
    'b/bare': { text: 'echo bare\n', mode: 0o755 },
    'a/directory': 'directory',
    'b/gone': { text: '#!/no/such\n', mode: 0o755 },
    here: { text: '#!/bin/sh\necho here\n', mode: 0o755 },
    'a/only-plain': { text: '', mode: 0o644 },
  } as const;
  const search = (program: string, PATH?: string) =>
    ends([program], {
      prepare: (box) => void box.make('.', TREE),
      env: PATH === undefined ? {} : { PATH },
      through: PATH === undefined ? ['/usr/bin/env', '-i'] : [],
    });
  for (const [program, path] of [
    ['plain', 'a:b'],
    ['both', 'a:b'],
    ['both', 'b:a'],
    ['both', '/no/such:a'],
    ['bare', 'a:b:/bin'],
    ['./b/bare', 'a'],
    ['directory', 'a:b'],
    ['gone', 'a:b'],
    ['./b/gone', 'a'],
    ['here', ''],
    ['here', ':a'],
    ['here', 'a:'],
    ['here', 'a::b'],
    ['only-plain', 'a:b'],
    ['only-plain', 'a:here'],
    ['nosuch', 'here:a'],
    ['true', undefined],
    ['nosuch', undefined],
  ] as const)
    same(`${program} in ${path ?? 'no PATH'}`, search(program, path));
});
