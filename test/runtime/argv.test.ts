import { resolve } from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';

const BIN = resolve(import.meta.dirname, '../../dist/bin');

it.each([
  ['runsv', BIN, 'runsv', 'dir'],
  ['runsvdir', BIN, 'runsvdir', '[-P] dir'],
])('R24: %s names in its usage the path that it was found by', async (name, bin, file, usage) => {
  const called = (path: string, env: NodeJS.ProcessEnv = {}) =>
    execa('sh', ['-c', path], { cwd: bin, env, reject: false, stdin: 'ignore' });
  const { PATH = '' } = process.env;
  expect((await called(name, { PATH: `${bin}:${PATH}` })).stderr).toBe(`usage: ${bin}/${file} ${usage}\n`);
  expect((await called(`./${name}`)).stderr).toBe(`usage: ./${file} ${usage}\n`);
});
