import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { PeriodicLook } from '../../adapters/periodic-look.ts';
import { temporary } from '../support/temporary.ts';
import { until } from '../support/until.ts';

const PERIOD = 50;

/** Looks at a path, counted; due as long as the test says so. */
const looksAt = (path: string | Buffer) => {
  const looks = { count: 0, isDue: false, close: (): void => periodic.close() };
  const periodic = new PeriodicLook(
    path,
    PERIOD,
    () => {
      looks.count += 1;
    },
    () => looks.isDue,
  );
  onTestFinished(() => periodic.close());
  periodic.arm();
  return { looks, arm: () => periodic.arm() };
};

/** Waits for as long as somebody who is always due takes for so many looks. */
const pass = async (count: number): Promise<void> => {
  const { looks } = looksAt(temporary());
  looks.isDue = true;
  await until(`there have been ${count} looks`, () => looks.count >= count);
  looks.close();
};

it('looks once after its beginning, and then only when something is different', async () => {
  const path = temporary();
  const { looks } = looksAt(path);
  await until('it has looked', () => looks.count === 1);
  await pass(8);
  expect(looks.count).toBe(1);
  mkdirSync(join(path, 'a'));
  await until('it has looked again', () => looks.count === 2);
  rmSync(path, { recursive: true });
  await until('and when it is gone', () => looks.count === 3);
  writeFileSync(path, '');
  await until('and when something else is there', () => looks.count === 4);
  rmSync(path);
});

it('looks at each turn for as long as that is due, and begins when it is told to', async () => {
  const { looks, arm } = looksAt(temporary());
  await until('it has looked', () => looks.count === 1);
  looks.isDue = true;
  await pass(4);
  expect(looks.count).toBe(1);
  arm();
  arm();
  await until('it looks at each turn', () => looks.count >= 5);
  looks.isDue = false;
  const { count } = looks;
  await pass(8);
  expect(looks.count - count).toBeLessThan(2);
});

it('looks at each turn at what has no name in text', async () => {
  const { looks } = looksAt(Buffer.from([0x2f, 0xff]));
  await until('it has looked three times', () => looks.count >= 3);
});

it('ends', async () => {
  const path = temporary();
  const [{ looks }, other] = [looksAt(path), looksAt(path)];
  await until('both have looked', () => looks.count === 1 && other.looks.count === 1);
  looks.isDue = true;
  looks.close();
  mkdirSync(join(path, 'a'));
  await until('the other one looks', () => other.looks.count === 2);
  expect(looks.count).toBe(1);
});
