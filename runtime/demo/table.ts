import stringWidth from 'string-width';
import type { ServiceState } from '../watch/condition.ts';
import type { Row } from './board.ts';
import { durationText, exitText, printable, stateText } from './words.ts';

export type Style = 'bold' | 'dim' | 'green' | 'yellow' | 'red' | 'cyan' | 'magenta';
/** Gives text a look, or leaves it plain where the terminal has no colours. */
export type Paint = (style: Style, text: string) => string;

/** What a table is drawn for. */
export type Canvas = {
  /** Columns of the terminal. */
  readonly width: number;
  /** Microseconds since the Unix epoch. */
  readonly now: number;
  readonly paint: Paint;
};

const STYLE_OF_STATE: Record<ServiceState, Style> = {
  down: 'dim',
  starting: 'cyan',
  running: 'green',
  finishing: 'magenta',
  backoff: 'yellow',
  gone: 'dim',
};

type Column = {
  readonly title: string;
  readonly text: (row: Row, now: number) => string;
  readonly style?: (row: Row) => Style | undefined;
  /** Columns are left out where the terminal is too narrow for all: the highest number first. */
  readonly spare: number;
};

const styleOf = (condition: Row['main']): Style | undefined => condition && STYLE_OF_STATE[condition.state];
const isUneasy = ({ main }: Row): boolean => main?.lastExit !== undefined && main.lastExit.code !== 0;
const isUp = ({ main }: Row): boolean => main?.state === 'running';

const COLUMNS: readonly Column[] = [
  { title: 'SERVICE', text: ({ name }) => printable(name), style: () => 'bold', spare: 0 },
  { title: 'STATE', text: ({ main }) => (main ? stateText(main) : ''), style: ({ main }) => styleOf(main), spare: 0 },
  { title: 'WANT', text: ({ main }) => main?.want ?? '', spare: 3 },
  { title: 'PID', text: ({ main }) => (main?.pid ? String(main.pid) : ''), spare: 2 },
  {
    title: 'UPTIME',
    text: (row, now) => (isUp(row) ? durationText((now - row.main!.since) / 1e6) : ''),
    spare: 1,
  },
  { title: 'RESTARTS', text: ({ main }) => String(Math.max(0, (main?.starts ?? 0) - 1)), spare: 4 },
  { title: 'LOG', text: ({ log }) => (log ? stateText(log) : ''), style: ({ log }) => styleOf(log), spare: 6 },
  {
    title: 'LAST EXIT',
    text: ({ main }) => exitText(main?.lastExit),
    style: (row) => (isUneasy(row) ? 'red' : undefined),
    spare: 5,
  },
];

const GAP = '  ';

const widthOf = (column: Column, rows: readonly Row[], now: number): number =>
  Math.max(stringWidth(column.title), ...rows.map((row) => stringWidth(column.text(row, now))));

/** The columns that fit, and their widths; the first two always stay. */
const choose = (rows: readonly Row[], { width, now }: Canvas): [Column, number][] => {
  const chosen = COLUMNS.map((column): [Column, number] => [column, widthOf(column, rows, now)]);
  const total = () => chosen.reduce((sum, [, size]) => sum + size, GAP.length * (chosen.length - 1));
  while (total() > width) {
    const most = Math.max(...chosen.map(([{ spare }]) => spare));
    if (most === 0) break;
    chosen.splice(
      chosen.findIndex(([{ spare }]) => spare === most),
      1,
    );
  }
  return chosen;
};

/** Cuts plain text to a width in columns, at whole characters; what is cut off shows as `…`. */
export const fit = (text: string, width: number): string => {
  if (stringWidth(text) <= width) return text;
  let kept = '';
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (stringWidth(kept + segment) > width - 1) break;
    kept += segment;
  }
  return width > 0 ? `${kept}…` : '';
};

type Cell = { readonly text: string; readonly size: number; readonly style: Style | undefined };

/** One line: cells are cut and padded plain, and only then get their look. */
const lineOf = (cells: readonly Cell[], { width, paint }: Canvas): string => {
  let left = width;
  const parts = cells.map(({ text, size, style }, index) => {
    const shown = fit(text, Math.max(0, Math.min(size, left)));
    left -= size + GAP.length;
    const padding = index < cells.length - 1 ? ' '.repeat(Math.max(0, size - stringWidth(shown))) : '';
    return (style && shown ? paint(style, shown) : shown) + padding;
  });
  return parts.join(GAP).trimEnd();
};

/** The table of services: a line of titles, and one for each row. */
export const tableLines = (rows: readonly Row[], canvas: Canvas): string[] => {
  const columns = choose(rows, canvas);
  const titles = columns.map(([{ title }, size]): Cell => ({ text: title, size, style: 'dim' }));
  const cellsOf = (row: Row): Cell[] =>
    columns.map(([column, size]) => ({ text: column.text(row, canvas.now), size, style: column.style?.(row) }));
  return [lineOf(titles, canvas), ...rows.map((row) => lineOf(cellsOf(row), canvas))];
};
