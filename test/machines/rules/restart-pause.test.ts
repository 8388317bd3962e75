import { expect, it } from 'vitest';
import { diedTooSoon } from '../../../machines/rules/restart-pause.ts';
import { isSettled } from '../../../machines/rules/settled.ts';

it.each([
  [0, 0, true],
  [0, 999, true],
  [0, 1000, false],
  [Number.NEGATIVE_INFINITY, 5, false],
  [-3000, 5, false],
])('started at %d, ended at %d: died too soon: %s', (startedAt, endedAt, answer) => {
  expect(diedTooSoon(startedAt, endedAt)).toBe(answer);
});

const NOW = 1_800_000_000_000_000;
it.each<[string, { link: boolean; changed: number }, boolean]>([
  ['a link', { link: true, changed: NOW }, true],
  ['changed just now', { link: false, changed: NOW }, false],
  ['changed 999999 µs ago', { link: false, changed: NOW - 999_999 }, false],
  ['changed a second ago', { link: false, changed: NOW - 1_000_000 }, true],
  ['changed in a moment', { link: false, changed: NOW + 1_000_000 }, false],
  ['changed in the future: the clock was set back', { link: false, changed: NOW + 1_000_001 }, true],
])('%s', (_, entry, answer) => expect(isSettled(entry, NOW)).toBe(answer));
