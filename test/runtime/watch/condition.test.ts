import { expect, test } from 'vitest';
import type { ServiceContext } from '../../../machines/service-context.ts';
import { conditionAfter, differs } from '../../../runtime/watch/condition.ts';

const NEVER = { code: 111, signal: null, core: false };
const CRASH = { code: 1, signal: null, core: false };

const snapshot = (value: string | object, facts: Partial<ServiceContext>) => ({
  value,
  context: { want: 'up', since: 0, endedAt: 0, exit: NEVER, program: undefined, ...facts } as ServiceContext,
});
const running = (pid: number, facts: Partial<ServiceContext> = {}) =>
  snapshot({ running: {} }, { program: { file: 'run', pid }, ...facts });

test('starts are counted by their pids, a paused one is the same', () => {
  const steps = [running(1), running(1, { paused: true }), snapshot('backoff', {}), running(2), running(3)];
  expect(steps.reduce(conditionAfter, undefined as never)).toMatchObject({ state: 'running', pid: 3, starts: 3 });
});

test('an end is known only once one was seen', () => {
  const first = conditionAfter(undefined, running(1));
  expect(first.lastExit).toBeUndefined();
  const finishing = conditionAfter(first, snapshot({ finishing: 'attempting' }, { exit: CRASH }));
  expect(finishing.lastExit).toBe(CRASH);
  const finish = snapshot({ finishing: 'attempting' }, { exit: CRASH, program: { file: 'finish', pid: 2 } });
  expect(conditionAfter(finishing, finish)).toMatchObject({ pid: 2, starts: 1 });
  expect(conditionAfter(first, snapshot('backoff', { exit: CRASH, endedAt: 5 })).lastExit).toBe(CRASH);
});

test('what a reader would not see is no difference', () => {
  const first = conditionAfter(undefined, running(1));
  expect(differs(undefined, first)).toBe(true);
  expect(differs(first, conditionAfter(first, running(1, { pending: [] })))).toBe(false);
  expect(differs(first, conditionAfter(first, running(1, { gotTerm: true })))).toBe(true);
});
