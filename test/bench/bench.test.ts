import { describe, expect, it } from 'vitest';
import type { Case, Contender } from './case.ts';
import { machine } from './machine.ts';
import { parts } from './parts.ts';
import { runCase } from './rounds.ts';
import { settingsOf } from './settings.ts';
import { ratioOf, summaryOf } from './stats.ts';
import { linesOf, MARKER } from './support/lines.ts';
import { figure, tableOf } from './table.ts';

const giving = (name: string, ...values: number[]): Contender => ({ name, run: async () => ({ ms: values.shift()! }) });
const caseOf = (...contenders: Contender[]): Case => ({
  name: 'a case',
  measures: [{ key: 'ms', title: 'ms' }],
  contenders,
});

describe('figures', () => {
  it('summarises runs as their middle and their ends', () => {
    const samples = [{ ms: 9 }, { ms: 1 }, { ms: 4 }, {}];
    expect(summaryOf(samples, 'ms')).toEqual({ median: 4, low: 1, high: 9 });
    expect(summaryOf(samples, 'MB')).toBeUndefined();
  });

  it('compares medians, where there are two', () => {
    const summary = (median: number) => ({ median, low: 0, high: 0 });
    expect(ratioOf(summary(6), summary(4))).toBe(1.5);
    expect(ratioOf(summary(6), undefined)).toBeUndefined();
    expect(ratioOf(summary(6), summary(0))).toBeUndefined();
  });

  it.each([
    [0, '0'],
    [0.01234, '0.012'],
    [1.234, '1.23'],
    [12.34, '12.3'],
    [123.4, '123'],
    [12345.6, '12346'],
  ])('shows %d as %s', (value, text) => {
    expect(figure(value)).toBe(text);
  });
});

describe('a case', () => {
  it('lets contenders take turns, and names who is missing', async () => {
    const turns: string[] = [];
    const absent = { ...giving('c'), missing: 'not installed' };
    const result = await runCase(caseOf(giving('a', 1, 2), absent, giving('b', 3, 4)), 2, (round, name) => {
      turns.push(`${round} ${name}`);
    });
    expect(turns).toEqual(['1 a', '1 b', '2 a', '2 b']);
    expect(result.outcomes).toEqual([
      { contender: 'a', samples: [{ ms: 1 }, { ms: 2 }], notes: [] },
      { contender: 'c', samples: [], notes: [], skipped: 'not installed' },
      { contender: 'b', samples: [{ ms: 3 }, { ms: 4 }], notes: [] },
    ]);
  });

  it('goes on without who fails, and clears up after every run', async () => {
    let cleared = 0;
    const failing = { ...giving('bad'), run: async () => Promise.reject(new Error('no')) };
    const { outcomes } = await runCase(caseOf(failing, giving('good', 1, 2)), 2, undefined, async () => {
      cleared++;
    });
    expect(outcomes.map(({ samples, failed }) => [samples.length, failed])).toEqual([
      [0, 'no'],
      [2, undefined],
    ]);
    expect(cleared).toBe(3);
  });

  it('is shown as a table', async () => {
    const noted: Contender = {
      name: 'b',
      async run(note) {
        note('slow');
        return { ms: 5 };
      },
    };
    const absent = { ...giving('c'), missing: 'not installed' };
    expect(tableOf(await runCase(caseOf(giving('a', 1, 2), noted, absent), 2))).toBe(
      [
        'a case',
        '       ms   low–high     ×',
        '  a  1.50  1.00–2.00  1.00',
        '  b  5.00  5.00–5.00  3.33',
        '  note: b: slow',
        '  skipped: c (not installed)',
      ].join('\n'),
    );
  });
});

it('tells of the kernel what figures depend on, not whose build it is', () => {
  expect(machine().kernel).toMatch(/^\d+\.\d+$/);
});

it('takes sizes and rounds from its arguments', () => {
  expect(settingsOf(['logs', '--quick', '--rounds', '2'])).toMatchObject({ parts: ['logs'], rounds: 2, scale: 0.05 });
  expect(() => settingsOf(['--scale', 'much'])).toThrow('--scale');
});

it('keeps for the README what was measured in full size only', () => {
  expect(settingsOf(['--readme'])).toMatchObject({ readme: true, scale: 1 });
  expect(() => settingsOf(['--readme', '--quick'])).toThrow('full size');
});

it('writes lines of equal length, the last one marked', () => {
  const lines = linesOf(80, 3).toString().split('\n');
  expect(lines.map(({ length }) => length)).toEqual([79, 79, 79, 0]);
  expect(lines.map((line) => line.startsWith(MARKER))).toEqual([false, false, true, false]);
});

it.each(Object.keys(parts))('part %s tells its cases apart', (name) => {
  const names = parts[name]!(settingsOf([])).map((asked) => asked.name);
  expect(names.length).toBeGreaterThan(0);
  expect(new Set(names).size).toBe(names.length);
});
