import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporary } from '../../support/temporary.ts';
import type { Machine } from '../machine.ts';
import { parts } from '../parts.ts';
import { settingsOf } from '../settings.ts';
import { BUDGETS } from './budgets.ts';
import { FIGURES, type Measured, merged, readFigures, writeFigures } from './figures.ts';
import { budgetTable, withTable } from './readme.ts';

const machine: Machine = {
  ...{ date: '2026-11-29T01:02:03.000Z', cores: 2, processor: 'P', memoryMegabytes: 4000 },
  ...{ kernel: '6.18', architecture: 'x64', node: 'v26.0.0' },
};
const measured = (part: string, name: string, key: string, values: Readonly<Record<string, number[]>>): Measured => ({
  ...{ part, name, machine, command: 'npm run bench', measures: [{ key, title: key }] },
  outcomes: Object.entries(values).map(([contender, all]) => ({
    ...{ contender, notes: [] },
    samples: all.map((value) => ({ [key]: value })),
  })),
});
const scan = measured('supervision', 'scan: some', 'p50', { ours: [4, 5, 9], 'C runit': [2500], s6: [7] });
const idle = measured('supervision', 'idle: 500', 'cpu', { ours: [3], 'C runit': [2] });

describe('the table of what is promised', () => {
  it('has a row for each figure that is there, and the machine', () => {
    expect(budgetTable([idle, scan])).toBe(
      [
        '|  | ours | C runit | s6 | supervisord | pm2 | × C runit | goal |',
        '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
        '| linked directory → service runs, ms | 5.00 (4.00–9.00) | 2500 (2500–2500) | 7.00 (7.00–7.00) | – | – | 0.002 | ≤ 50 ms |',
        '| processor time of 500 idle services and loggers, ms/s | 3.00 (3.00–3.00) | 2.00 (2.00–2.00) | – | – | – | 1.50 | × ≤ 1 |',
        '',
        '`npm run bench -- --readme`, 2026-11-29, 2 cores (P), 4000 MB, Linux 6.18 x64, Node v26.0.0.',
      ].join('\n'),
    );
  });

  it('compares with C runit under the names that it has elsewhere', () => {
    const sv = measured('starts', 'sv status of 1 service', 'ms', { 'runstate: sv': [30], 'runit: sv': [2] });
    expect(budgetTable([sv])).toContain('| `sv status` of one service, ms | 30.0 (30.0–30.0) | 2.00 (2.00–2.00) |');
  });

  it('leaves out what another machine has measured before', () => {
    const elsewhere = { ...scan, machine: { ...machine, cores: 8, date: '2026-01-01T00:00:00.000Z' } };
    expect(budgetTable([idle, elsewhere])).not.toContain('linked directory');
    const earlier = { ...scan, machine: { ...machine, date: '2026-01-01T00:00:00.000Z' } };
    expect(budgetTable([idle, earlier])).toContain('linked directory');
  });

  it('goes between two lines of a text', () => {
    const text = readFileSync(resolve(import.meta.dirname, '../../../README.md'), 'utf8');
    const withSome = withTable(text, '| a |');
    expect(withSome).toContain('from here -->\n\n| a |\n\n<!-- bench: to here -->');
    expect(withTable(withSome, '| b |').replace('| b |', '| a |')).toBe(withSome);
    expect(() => withTable('no place', '')).toThrow('no lines');
  });

  it('is the one in the README', () => {
    const text = readFileSync(resolve(import.meta.dirname, '../../../README.md'), 'utf8');
    expect(withTable(text, budgetTable(readFigures(FIGURES)))).toBe(text);
  });

  it.each(BUDGETS.map((budget) => [budget.what, budget] as const))(
    'has %s from one case, which has that figure',
    (_, budget) => {
      const cases = parts[budget.part]!(settingsOf([])).filter(({ name }) => name.startsWith(budget.case));
      expect(cases.map(({ measures }) => measures.some(({ key }) => key === budget.key))).toEqual([true]);
    },
  );
});

describe('figures that are kept', () => {
  it('are exchanged by newer ones of the same case', () => {
    const newer = { ...scan, command: 'later' };
    expect(merged([scan, idle], [newer])).toEqual([newer, idle]);
    expect(merged([scan], [idle])).toEqual([scan, idle]);
  });

  it('come back from their file as they were, one line a case', () => {
    const path = join(temporary(), 'figures.json');
    expect(readFigures(path)).toEqual([]);
    writeFigures(path, [scan, idle]);
    expect(readFigures(path)).toEqual([scan, idle]);
    expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(5);
  });
});
