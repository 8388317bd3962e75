import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { describe } from 'vitest';
import { becomes, ends, isRoot } from './support/chpst-run.ts';
import { same } from './support/compare.ts';
import { type Sandbox, text } from './support/sandbox.ts';

const SLEEP = '/bin/sleep';

/** The libraries of a program, with its loader. */
const librariesOf = (program: string): string[] =>
  execFileSync('ldd', [program], { encoding: 'latin1' }).match(/\/\S+/g) ?? [];

/** A root in which nothing is but `sleep`, and accounts of its own; beside it an environment directory. */
const prepare = (box: Sandbox): void => {
  box.make('root', {
    'etc/passwd': text('inside:x:77:78::/:\n'),
    'etc/group': text('within:x:79:\n'),
    'etc/nsswitch.conf': text('passwd: files\ngroup: files\n'),
    'deep/er': 'directory',
  });
  box.make('env', { A: text('outside') });
  for (const file of [SLEEP, ...librariesOf(SLEEP)]) {
    mkdirSync(box.path('root', dirname(file)), { recursive: true });
    copyFileSync(file, box.path('root', dirname(file), basename(file)));
  }
};

describe.skipIf(!isRoot)('chpst -/', () => {
  const BECOMES: readonly (readonly string[])[] = [
    [],
    ['-e', 'env'],
    ['-u', 'inside'],
    ['-u', 'inside:within'],
    ['-u', ':5:6'],
    ['-U', 'inside'],
    ['-l', '/lock'],
    ['-l', 'etc/lock', '-P', '-n', '3', '-o', '100'],
  ];
  for (const args of BECOMES) same(['-/ root', ...args].join(' '), becomes(['-/', 'root', ...args], { prepare }));
  const ENDS: readonly (readonly string[])[] = [
    ['root', '-u', 'nobody', 'sleep'],
    ['root', '-U', 'inside:adm', 'sleep'],
    ['root', 'true'],
    ['env', '-u', 'nobody', 'sleep'],
    ['env', 'sleep'],
    ['no/such', 'sleep'],
    ['', 'sleep'],
    ['env/A', 'sleep'],
  ];
  for (const args of ENDS) same(`-/ ${args.join(' ')}`, ends(['-/', ...args], { prepare }));
});
