import stringWidth from 'string-width';
import type { CaseResult } from './rounds.ts';
import { ratioOf, type Summary, summaryOf } from './stats.ts';

/** Three digits that mean something, and no exponent. */
export const figure = (value: number): string => {
  const digits = value === 0 ? 0 : Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toFixed(Math.min(digits, 3));
};

const spread = ({ low, high }: Summary): string => `${figure(low)}–${figure(high)}`;

const column = (cells: readonly string[], left: boolean): string[] => {
  const width = Math.max(...cells.map((cell) => stringWidth(cell)));
  return cells.map((cell) => {
    const room = ' '.repeat(width - stringWidth(cell));
    return left ? cell + room : room + cell;
  });
};

/** Columns side by side, the first one flush left. */
const sideBySide = (columns: readonly (readonly string[])[]): string[] => {
  const [first = [], ...others] = columns.map((cells, index) => column(cells, index === 0));
  return first.map((cell, row) => [cell, ...others.map((cells) => cells[row]!)].join('  ').trimEnd());
};

/** One case: a row for each contender, for each measure its median, spread and ratio to the first contender. */
export const tableOf = ({ name, measures, outcomes }: CaseResult): string => {
  const [yardstick] = outcomes;
  const shown = outcomes.filter(({ samples }) => samples.length > 0);
  const columns = measures.flatMap(({ key, title }) => {
    const summaries = shown.map(({ samples }) => summaryOf(samples, key));
    const first = summaryOf(yardstick?.samples ?? [], key);
    const ratios = summaries.map((summary) => ratioOf(summary, first));
    const isSpread = shown.some(({ samples }) => samples.length > 1);
    return [
      [title, ...summaries.map((summary) => (summary ? figure(summary.median) : '–'))],
      ...(isSpread ? [['low–high', ...summaries.map((summary) => (summary ? spread(summary) : ''))]] : []),
      ['×', ...ratios.map((ratio) => (ratio === undefined ? '' : ratio.toFixed(2)))],
    ];
  });
  const rows = shown.length > 0 ? sideBySide([['', ...shown.map(({ contender }) => contender)], ...columns]) : [];
  const remarks = outcomes.flatMap(({ contender, notes, skipped, failed }) => [
    ...notes.map((note) => `note: ${contender}: ${note}`),
    ...(skipped === undefined ? [] : [`skipped: ${contender} (${skipped})`]),
    ...(failed === undefined ? [] : [`FAILED: ${contender}: ${failed}`]),
  ]);
  return [name, ...[...rows, ...remarks].map((line) => `  ${line}`)].join('\n');
};
