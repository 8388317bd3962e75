import stringWidth from 'string-width';
import type { Row } from './board.ts';
import { addressLines, hintLines, type Whereabouts } from './hints.ts';
import { type Canvas, fit, tableLines } from './table.ts';
import { printable } from './words.ts';

/** What fits on a screen, top to bottom. */
export type Scene = {
  readonly rows: readonly Row[];
  /** What services and the supervisor said, oldest first. */
  readonly said: readonly string[];
  readonly height: number;
};

/** Messages get at least so many lines where there are more services than the screen has lines. */
const LEAST_SAID = 4;

/** Rows of the screen that a line takes which the terminal wraps. */
const rowsOf = (line: string, width: number): number => Math.max(1, Math.ceil(stringWidth(line) / width));

const shorten = (lines: readonly string[], room: number): string[] =>
  lines.length <= room
    ? [...lines]
    : [...lines.slice(0, Math.max(0, room - 1)), `… and ${lines.length - Math.max(0, room - 1)} more`];

/**
 * One screenful: title, table, addresses, what to type, and below them the last of what was said. The two lines to copy
 * are never cut: the terminal wraps them.
 */
export const frameLines = ({ rows, said, height }: Scene, canvas: Canvas, whereabouts: Whereabouts): string[] => {
  const { width, paint } = canvas;
  const title = fit(`runstate demo: ${rows.length} services in ${printable(whereabouts.directory)}`, width);
  const hints = hintLines(rows, whereabouts);
  const around = [
    ...addressLines(rows, whereabouts.directory).map((line) => fit(line, width)),
    ...hints,
    paint('dim', fit('Ctrl-C stops them all; once more, and what is left is killed.', width)),
  ];
  const taken = 3 + around.reduce((sum, line) => sum + rowsOf(line, width), 0);
  const table = shorten(tableLines(rows, canvas), Math.max(2, height - taken - LEAST_SAID));
  const room = Math.max(0, height - taken - table.length - 1);
  const heard = room > 0 ? said.slice(-room).map((line) => paint('dim', fit(line, width))) : [];
  return [paint('bold', title), '', ...table, '', ...around, ...(heard.length > 0 ? ['', ...heard] : [])];
};
