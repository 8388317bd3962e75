import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Rounds } from '../../adapters/rounds.ts';

const ROUND = 5000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('looks at everything once a round, with one timer, and leaves none', () => {
  const rounds = new Rounds((job) => job());
  const [one, other] = [vi.fn(), vi.fn()];
  rounds.join(one);
  rounds.join(other);
  expect(vi.getTimerCount()).toBe(1);
  vi.advanceTimersByTime(ROUND - 1);
  expect(one).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  rounds.leave(one);
  vi.advanceTimersByTime(ROUND);
  expect([one.mock.calls.length, other.mock.calls.length]).toEqual([1, 2]);
  rounds.leave(other);
  expect(vi.getTimerCount()).toBe(0);
  rounds.join(one);
  vi.advanceTimersByTime(ROUND);
  expect(one).toHaveBeenCalledTimes(2);
});

it('looks at nothing that has left before its turn', () => {
  const jobs: (() => void)[] = [];
  const rounds = new Rounds((job) => void jobs.push(job));
  const look = vi.fn();
  rounds.join(look);
  vi.advanceTimersByTime(ROUND);
  rounds.leave(look);
  for (const job of jobs) job();
  expect(look).not.toHaveBeenCalled();
});
