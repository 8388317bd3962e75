import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Machine, machineLine } from '../machine.ts';
import { ratioOf, type Summary, summaryOf } from '../stats.ts';
import { figure } from '../table.ts';
import { BUDGETS, type Budget, COLUMNS, type Column } from './budgets.ts';
import type { Measured } from './figures.ts';

const README = resolve(import.meta.dirname, '../../../README.md');
const [BEGIN, END] = ['<!-- bench: npm run bench -- --readme writes from here -->', '<!-- bench: to here -->'];

const place = ({ date: _, ...machine }: Machine): string => JSON.stringify(machine);

const summaryIn = ({ outcomes }: Measured, contender: string, key: string): Summary | undefined =>
  summaryOf(outcomes.find((one) => one.contender === contender)?.samples ?? [], key);

const cell = (summary: Summary | undefined): string => {
  if (summary === undefined) return '–';
  const { median, low, high } = summary;
  return `${figure(median)} (${figure(low)}–${figure(high)})`;
};

const columnsOf = ({ names, key }: Budget, measured: Measured): Record<Column, Summary | undefined> => {
  const entries = COLUMNS.map((column) => [column, summaryIn(measured, names?.[column] ?? column, key)]);
  return Object.fromEntries(entries);
};

const rowOf = (budget: Budget, figures: readonly Measured[]): string[] | undefined => {
  const measured = figures.find((one) => one.part === budget.part && one.name.startsWith(budget.case));
  if (measured === undefined) return undefined;
  const columns = columnsOf(budget, measured);
  if (columns.ours === undefined) return undefined;
  const ratio = ratioOf(columns.ours, columns['C runit']);
  return [
    `${budget.what}, ${budget.unit}`,
    ...COLUMNS.map((column) => cell(columns[column])),
    ratio === undefined ? '–' : figure(ratio),
    budget.goal,
  ];
};

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/**
 * The table of what is promised: medians with the lowest and the highest run, and how many times C runit's ours are. Only
 * what was measured on the machine that measured last.
 */
export const budgetTable = (figures: readonly Measured[]): string => {
  const newest = figures.toSorted((a, b) => a.machine.date.localeCompare(b.machine.date)).at(-1);
  if (newest === undefined) return '';
  const here = figures.filter(({ machine }) => place(machine) === place(newest.machine));
  const rows = BUDGETS.map((budget) => rowOf(budget, here)).filter((row) => row !== undefined);
  const head = ['', ...COLUMNS, '× C runit', 'goal'];
  return [
    line(head),
    line(head.map((_, index) => (index === 0 ? '---' : '---:'))),
    ...rows.map(line),
    '',
    `\`npm run bench -- --readme\`, ${machineLine({ ...newest.machine, date: newest.machine.date.slice(0, 10) })}.`,
  ].join('\n');
};

/** @throws where the text has no place for it. */
export const withTable = (text: string, table: string): string => {
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`no lines ${BEGIN} and ${END}`);
  return `${text.slice(0, begin + BEGIN.length)}\n\n${table}\n\n${text.slice(end)}`;
};

/** Puts the table into the README. */
export const writeReadme = (figures: readonly Measured[]): void =>
  writeFileSync(README, withTable(readFileSync(README, 'utf8'), budgetTable(figures)));
