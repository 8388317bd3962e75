import { constants } from 'node:os';
import { expect, it } from 'vitest';
import { errnoName, wallClock } from '../../adapters/libc.ts';

it.each(['ENOENT', 'EAGAIN', 'EOPNOTSUPP', 'ENOMEM', 'EDEADLK'] as const)('knows %s by this name', (name) => {
  expect(errnoName(constants.errno[name])).toBe(name);
});

it('a number without a name is told as such', () => expect(errnoName(4095)).toBe('E4095'));

it('tells the time in microseconds', () => {
  const before = Date.now();
  const now = wallClock() / 1000;
  expect(now).toBeGreaterThanOrEqual(before);
  expect(now).toBeLessThan(before + 10_000);
  expect(Number.isInteger(wallClock())).toBe(true);
});
