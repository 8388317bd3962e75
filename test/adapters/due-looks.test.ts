import { mkdirSync, renameSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DueLooks } from '../../adapters/due-looks.ts';
import { Scanner } from '../../adapters/scanner.ts';
import type { System } from '../../adapters/system.ts';
import type { SeenEntry } from '../../machines/ports.ts';
import { temporary } from '../support/temporary.ts';

/** Seconds since the epoch that a scanned directory is told to have changed at: each stat(2) of it says the same. */
const STILL = 1_000_000_000;

/** The looks at a directory that stays as it was by its time stamp, and the names that each of them told of. */
const looking = () => {
  const path = temporary();
  // Long after: what has changed a moment ago asks for a second look.
  const system = { now: () => ({ elapsed: 0, wall: (Date.now() + 60_000) * 1000 }) } as System;
  const told: string[][] = [];
  const scanner = new Scanner(path, system, () => {});
  const names = (entries: readonly SeenEntry[]): string[] => entries.map(({ name }) => name).sort();
  const looks = new DueLooks(scanner, {
    completed: ({ entries }) => told.push(names(entries)),
    added: (entries) => told.push(['come', ...names(entries)]),
  });
  const change = (act: () => void): void => {
    act();
    utimesSync(path, STILL, STILL);
  };
  change(() => mkdirSync(join(path, 'a')));
  looks.lookAtChanged();
  return { path, looks, told, change };
};

test('a name that has come is looked at alone, and the next turn looks at all', () => {
  const { path, looks, told, change } = looking();
  expect([told, looks.isDue]).toEqual([[['a']], false]);
  change(() => mkdirSync(join(path, 'b')));
  // Nobody has told of this one.
  change(() => mkdirSync(join(path, 'c')));
  looks.note('b');
  looks.lookAtChanged();
  expect([told.slice(1), looks.isDue]).toEqual([[['come', 'b']], true]);
  looks.lookAtAll();
  expect([told.slice(2), looks.isDue]).toEqual([[['a', 'b', 'c']], false]);
  looks.lookAtAll();
  expect(told.length).toBe(3);
});

test('a name that has gone asks for all at once, and nothing is owed', () => {
  const { path, looks, told, change } = looking();
  change(() => renameSync(join(path, 'a'), join(path, 'b')));
  looks.note('a');
  looks.lookAtChanged();
  expect([told.slice(1), looks.isDue]).toEqual([[['b']], false]);
});

test('a directory that cannot be looked at is due until it can', () => {
  const { path, looks, told } = looking();
  rmSync(path, { recursive: true });
  looks.note(undefined);
  looks.lookAtChanged();
  expect([told.slice(1), looks.isDue]).toEqual([[], true]);
  mkdirSync(path);
  looks.lookAtAll();
  expect([told.slice(1), looks.isDue]).toEqual([[[]], false]);
});
