import { chmodSync, closeSync, linkSync, openSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createPipes } from '../../adapters/pipes.ts';
import { createUnlinks } from '../../adapters/unlinks.ts';
import { temporary } from '../support/temporary.ts';
import { until } from '../support/until.ts';

const pipes = createPipes((cause) => {
  throw cause;
});
const unlinks = createUnlinks(pipes, 0);

let directory: string;
let path: string;
let fd: number;
let touched: string[];
let ends: (() => void)[];

beforeEach(() => {
  directory = temporary();
  path = join(directory, 'lock');
  fd = openSync(path, 'a');
  touched = [];
  ends = [];
});

afterEach(() => {
  for (const end of ends) end();
  closeSync(fd);
});

const watch = (file: number, name: string): void => void ends.push(unlinks.watch(file, () => touched.push(name))!);

/** What is told comes in order: when this is heard of, everything before it has been. */
const untilTold = async (): Promise<string[]> => {
  const last = openSync(join(directory, 'last'), 'a');
  watch(last, 'last');
  chmodSync(join(directory, 'last'), 0o600);
  await until('the last one is told', () => touched.includes('last'));
  closeSync(last);
  // The kernel tells the same thing twice only where it has been heard of between.
  return [...new Set(touched)];
};

test('tells that a file has been removed', async () => {
  watch(fd, 'lock');
  rmSync(path);
  expect(await untilTold()).toEqual(['lock', 'last']);
});

test('tells that another file has taken its place, and that it has another name', async () => {
  watch(fd, 'lock');
  linkSync(path, join(directory, 'name'));
  writeFileSync(join(directory, 'other'), '');
  renameSync(join(directory, 'other'), path);
  expect(await untilTold()).toEqual(['lock', 'last']);
});

test('says nothing of what is written, nor of other files', async () => {
  watch(fd, 'lock');
  writeSync(fd, 'something');
  writeFileSync(join(directory, 'other'), '');
  rmSync(join(directory, 'other'));
  expect(await untilTold()).toEqual(['last']);
});

test('watches the file that is open, whatever has its name', async () => {
  rmSync(path);
  writeFileSync(path, '');
  watch(fd, 'lock');
  rmSync(path);
  expect(await untilTold()).toEqual(['last']);
});

test('tells each of many files', async () => {
  const files = Array.from({ length: 500 }, (_, index) => join(directory, `file-${index}`));
  const fds = files.map((file) => openSync(file, 'a'));
  for (const [index, one] of fds.entries()) watch(one, files[index]!);
  for (const file of files) rmSync(file);
  expect(await untilTold()).toEqual([...files, 'last']);
  for (const one of fds) closeSync(one);
});

test('says nothing once the watch has ended', async () => {
  watch(fd, 'lock');
  ends.pop()!();
  rmSync(path);
  expect(await untilTold()).toEqual(['last']);
});

test('leaves the first few to be looked at, and what cannot be watched', () => {
  const sparing = createUnlinks(pipes, 2);
  const answers = Array.from({ length: 3 }, () => sparing.watch(fd, () => {}));
  expect(answers).toEqual([undefined, undefined, expect.any(Function)]);
  answers[2]!();
  expect(sparing.watch(1_000_000, () => {})).toBeUndefined();
});

test('has the first few watched, too, once there are more', async () => {
  const sparing = createUnlinks(pipes, 2);
  const again: string[] = [];
  const ask = (name: string) =>
    sparing.watch(
      fd,
      () => {},
      () => again.push(name),
    );
  expect([ask('first'), ask('second')]).toEqual([undefined, undefined]);
  expect(again).toEqual([]);
  const end = ask('third')!;
  await until('they are told', () => again.length === 2);
  end();
  ask('fourth')!();
  expect(again).toEqual(['first', 'second']);
});
