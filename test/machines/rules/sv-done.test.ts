import { describe, expect, it } from 'vitest';
import type { ConditionLetter } from '../../../machines/rules/sv-command.ts';
import { type Verdict, verdict } from '../../../machines/rules/sv-done.ts';
import type { ServiceStatus } from '../../../machines/rules/sv-status.ts';
import { tai64Label } from '../../../machines/rules/tai64n.ts';

const START = 1_800_000_000;
const CHECK = 'as check says';

type Facts = Partial<ServiceStatus> & { readonly age?: number };

const judge = (letter: ConditionLetter, { age = 0, ...facts }: Facts): Verdict =>
  verdict(
    letter,
    {
      since: 0,
      label: tai64Label(START - age),
      pid: 7,
      paused: false,
      want: 'u',
      gotTerm: false,
      state: 'run',
      ...facts,
    },
    START,
  );

const DOWN = { pid: 0, state: 'down' } as const;

describe('verdict', () => {
  it.each<[ConditionLetter, Facts, Verdict]>([
    ['u', {}, CHECK],
    ['u', { want: 'd', gotTerm: true, paused: true }, CHECK],
    ['u', { state: 'finish' }, 'unmet'],
    ['u', { state: undefined } as never, 'unmet'],
    ['u', { pid: 0 }, 'unmet'],
    ['u', DOWN, 'unmet'],
    ['d', DOWN, 'met'],
    ['d', { ...DOWN, want: 'd' }, 'met'],
    ['d', { pid: 0, state: 'finish' }, 'unmet'],
    ['d', {}, 'unmet'],
    ['d', { state: 'down' }, 'unmet'],
    ['x', {}, 'unmet'],
    ['x', DOWN, 'unmet'],
    ['C', {}, CHECK],
    ['C', { want: 'd' }, 'unmet'],
    ['C', { ...DOWN, want: 'd' }, 'met'],
    ['C', { ...DOWN, want: 'u' }, 'unmet'],
    ['C', { state: 'finish' }, 'unmet'],
    ['C', { want: 'x' }, CHECK],
    ['c', {}, 'met'],
    ['c', { paused: true }, 'unmet'],
    ['c', { ...DOWN, paused: true }, 'met'],
    ['p', {}, 'unmet'],
    ['p', { paused: true }, 'met'],
    ['p', DOWN, 'met'],
    ['o', { want: 'd' }, 'met'],
    ['o', { want: 'u' }, 'unmet'],
    ['o', { ...DOWN, age: 1 }, 'unmet'],
    ['o', { ...DOWN, age: 0 }, 'met'],
    ['o', { ...DOWN, age: -1 }, 'met'],
    ['o', { want: 'd', age: 100 }, 'met'],
  ])('%s of %j is %s', (letter, facts, expected) => {
    expect(judge(letter, facts)).toBe(expected);
  });

  it.each(['t', 'k'] as const)('%s wants another process, or none', (letter) => {
    expect(judge(letter, { age: 0 })).toBe(CHECK);
    expect(judge(letter, { age: -3 })).toBe(CHECK);
    expect(judge(letter, { age: 1 })).toBe('unmet');
    expect(judge(letter, { gotTerm: true })).toBe('unmet');
    expect(judge(letter, { ...DOWN, want: 'd', age: 9 })).toBe('met');
    expect(judge(letter, { ...DOWN, want: 'u' })).toBe('unmet');
    expect(judge(letter, { state: 'finish' })).toBe(CHECK);
  });

  it.each(['h', 'a', 'i', 'q', '1', '2'] as const)('%s is done at once', (letter) => {
    expect(judge(letter, {})).toBe('met');
    expect(judge(letter, DOWN)).toBe('met');
  });
});
