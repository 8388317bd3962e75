import { appendFileSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { currentLog } from '../../../runtime/ui/log-place.ts';
import { lastLines, Tail } from '../../../runtime/ui/tail.ts';
import { program, temporary } from '../../support/temporary.ts';
import { until } from '../../support/until.ts';

describe('the newest log', () => {
  it.each([
    ['#!/bin/sh\nexec svlogd -tt ./here ./there\n', 'here/current'],
    ['#!/bin/sh\nexec chpst -u log /usr/bin/svlogd -b 2048 "here"\n', 'here/current'],
    ['#!/bin/sh\n# svlogd ./there\nexec svlogd -tt $DIR\n', 'main/current'],
    ['#!/bin/sh\nexec logger\n', 'main/current'],
    ['#!/bin/sh\nexec svlogd ./nowhere\n', 'main/current'],
  ])('of %j is %s', (run, expected) => {
    const directory = temporary();
    program(join(directory, 'run'), run);
    for (const name of ['here', 'there', 'main']) program(join(directory, name, 'current'), '');
    expect(currentLog(directory)).toBe(join(directory, expected));
  });

  it('is told of nowhere where there is none', () => {
    expect(currentLog(temporary())).toBeUndefined();
    expect(currentLog('/no/such')).toBeUndefined();
  });
});

it('shows whole lines from the end, and an unfinished last one', () => {
  const path = join(temporary(), 'current');
  writeFileSync(path, 'one\ntwo\nthree');
  expect(lastLines(path, 2)).toEqual(['two', 'three']);
  writeFileSync(path, `${'x'.repeat(70_000)}\na\n\u00e4\n`);
  expect(lastLines(path, 10)).toEqual(['a', '\u00e4']);
  writeFileSync(path, '');
  expect(lastLines(path, 10)).toEqual([]);
});

it('follows a log through its rotation', async () => {
  const directory = temporary();
  const current = join(directory, 'main/current');
  mkdirSync(join(directory, 'main'));
  const told: (readonly string[])[] = [];
  const tail = new Tail(directory, 2, (lines) => told.push(lines));
  onTestFinished(() => tail.end());
  writeFileSync(current, 'one\n');
  await until('the first line is told', () => told.at(-1)?.join() === 'one');
  appendFileSync(current, 'two\nthree\n');
  await until('the next are told', () => told.at(-1)?.join() === 'two,three');
  renameSync(current, join(directory, 'main/@old.s'));
  writeFileSync(current, 'four\n');
  await until('the new log is told', () => told.at(-1)?.join() === 'four');
});
