import { appendFileSync, chmodSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { until } from '../../support/until.ts';
import { LogHouse } from './support/log-house.ts';

const PRIVATE = {
  lines: [],
  reason:
    'not everybody on this machine may read this log: it is shown to whoever opens the address with the token, which runstate ui prints',
};

it('shows whole lines from the end, and an unfinished last one', async () => {
  const house = new LogHouse();
  house.file('log/main/current', 'one\ntwo\nthree');
  const told = house.watch(2);
  expect(told).toEqual([{ lines: ['two', 'three'] }]);
  house.file('log/main/current', `${'x'.repeat(70_000)}\na\n\u00e4\n`);
  await until('the next are told', () => told.at(-1)?.lines.join() === 'a,\u00e4');
  house.file('log/main/current', '');
  await until('none is told', () => told.at(-1)?.lines.length === 0);
});

it('follows a log through its rotation', async () => {
  const house = new LogHouse();
  mkdirSync(house.path('log/main'));
  const told = house.watch(2);
  const current = house.file('log/main/current', 'one\n');
  await until('the first line is told', () => told.at(-1)?.lines.join() === 'one');
  appendFileSync(current, 'two\nthree\n');
  await until('the next are told', () => told.at(-1)?.lines.join() === 'two,three');
  renameSync(current, house.path('log/main/@old.s'));
  writeFileSync(current, 'four\n');
  await until('the new log is told', () => told.at(-1)?.lines.join() === 'four');
});

it('is seen by who may, once and for all others not', async () => {
  const house = new LogHouse();
  const current = house.file('log/main/current', 'one\n', 0o640);
  const [all, others] = [house.watch(2, true), house.watch(2)];
  expect([all, others]).toEqual([[{ lines: ['one'] }], [PRIVATE]]);
  appendFileSync(current, 'two\n');
  await until('the next is told', () => all.at(-1)?.lines.join() === 'one,two');
  expect(others).toEqual([PRIVATE]);
  chmodSync(current, 0o644);
  await until('they are told, too', () => others.at(-1)?.lines.join() === 'one,two');
  chmodSync(house.path('log/main'), 0o750);
  await until('they are told no more', () => others.at(-1)?.reason);
  expect(others.at(-1)).toEqual(PRIVATE);
});
