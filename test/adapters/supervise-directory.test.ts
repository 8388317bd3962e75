import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openDirectory } from '../../adapters/directory.ts';
import { createPortableSystem } from '../../adapters/portable-system.ts';
import { SuperviseDirectory } from '../../adapters/supervise-directory.ts';
import type { System, Unlinks } from '../../adapters/system.ts';
import { temporary } from '../support/temporary.ts';

const portable = createPortableSystem((cause) => {
  throw cause;
});

/** An open `supervise`; where there is somebody who tells what happens to its lock, he does when the test says so. */
const opened = (unlinks?: Unlinks) => {
  const directory = temporary();
  const system: System = unlinks ? { ...portable, unlinks } : portable;
  const supervise = new SuperviseDirectory(system.directory(openDirectory(directory)), 'main', system);
  supervise.open();
  onTestFinished(() => supervise.close());
  return { supervise, remove: () => rmSync(join(directory, 'supervise/lock')) };
};

const told = () => {
  const watch = { touched: () => {}, isOn: true };
  const unlinks: Unlinks = {
    watch(_, touched) {
      watch.touched = touched;
      return () => {
        watch.isOn = false;
      };
    },
  };
  return { watch, unlinks };
};

test('a removed lock is seen by a look where nobody tells of it', () => {
  const { supervise, remove } = opened();
  expect(supervise.hasVanished).toBe(false);
  remove();
  expect([supervise.hasVanished, supervise.isRemoved]).toEqual([true, true]);
});

test('the first look sees what was removed before the watch began', () => {
  const { supervise, remove } = opened(told().unlinks);
  remove();
  expect([supervise.hasVanished, supervise.hasVanished]).toEqual([true, true]);
});

test('no look is taken until it is told that there is reason for one', () => {
  const { watch, unlinks } = told();
  const { supervise, remove } = opened(unlinks);
  expect(supervise.hasVanished).toBe(false);
  remove();
  expect([supervise.hasVanished, supervise.isRemoved]).toEqual([false, true]);
  watch.touched();
  expect([supervise.hasVanished, supervise.hasVanished]).toEqual([true, true]);
});

test('what was touched and is there still has not vanished', () => {
  const { watch, unlinks } = told();
  const { supervise } = opened(unlinks);
  watch.touched();
  expect(supervise.hasVanished).toBe(false);
});

test('the watch ends with the directory', () => {
  const { watch, unlinks } = told();
  const { supervise } = opened(unlinks);
  expect(watch.isOn).toBe(true);
  supervise.close();
  expect(watch.isOn).toBe(false);
});

test('what could not be watched at first is looked at once more when it can be', () => {
  const asked: (() => void)[] = [];
  let answer: (() => void) | undefined;
  const unlinks: Unlinks = {
    watch(_fd, _touched, again) {
      asked.push(again!);
      return answer;
    },
  };
  const { supervise, remove } = opened(unlinks);
  expect([supervise.hasVanished, supervise.isToBeLookedAt]).toEqual([false, true]);
  answer = () => {};
  asked[0]!();
  expect([supervise.hasVanished, supervise.isToBeLookedAt]).toEqual([false, false]);
  remove();
  supervise.close();
  asked[1]!();
  expect(asked).toHaveLength(2);
});
