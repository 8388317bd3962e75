import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { program, temporary } from '../../support/temporary.ts';

const ROOT = resolve(import.meta.dirname, '../../..');

/** The example, as the guide has it. */
const example = (): string => {
  const [, text] = /```js\n(import \{ supervise \}[\s\S]*?)```/.exec(
    readFileSync(join(ROOT, 'docs/embedding.md'), 'utf8'),
  )!;
  return text!;
};

/** A program of somebody else's, in which this package is installed. */
const project = (): string => {
  const directory = temporary();
  mkdirSync(join(directory, 'node_modules'));
  symlinkSync(ROOT, join(directory, 'node_modules/runstate'));
  writeFileSync(join(directory, 'package.json'), '{"type":"module"}');
  program(join(directory, 'services/web/run'), '#!/bin/sh\nexec sleep 3600\n');
  return directory;
};

it('the example of the guide runs as it is written, and ends by itself', async () => {
  const directory = project();
  writeFileSync(join(directory, 'example.js'), example());
  const { stdout, stderr } = await execa(process.execPath, ['example.js'], { cwd: directory });
  expect(stderr).toBe('');
  const lines = stdout.split('\n');
  expect(lines[0]).toMatch(/^web runs with pid \d+$/);
  expect(lines).toEqual(expect.arrayContaining(['web/main: sv down', 'web/main: run was killed by SIGTERM']));
});

it('and its types are those of the package', async () => {
  const directory = project();
  writeFileSync(join(directory, 'example.ts'), `${example()}\nconst state: number = tree.service('web')!.state;\n`);
  const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2024', '--types', 'node'];
  const roots = ['--typeRoots', join(ROOT, 'node_modules/@types')];
  const { stdout } = await execa(join(ROOT, 'node_modules/.bin/tsc'), [...options, ...roots, 'example.ts'], {
    ...{ cwd: directory, reject: false },
  });
  // Nothing but what was put there to be wrong.
  expect(stdout.trim()).toMatch(
    /^example\.ts\(\d+,7\): error TS2322: Type 'string' is not assignable to type 'number'\.$/,
  );
});
