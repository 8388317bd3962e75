import type { ChartRow, Transition } from './types.ts';

/** Sizes of the chart's text in pixels. Every fixed-width face that the style names is at most this wide. */
export const TEXT = { column: 6.65, line: 15, title: 20, titleColumn: 7.9 } as const;

const LONGEST_HEAD = 18;
const LONGEST_ROW = 46;
const INDENT = '  ';

/** One line of an edge's label, or of a state's box. */
export type TextLine = {
  readonly text: string;
  /** `more` stands below what it belongs to, and is paler. */
  readonly kind: 'head' | 'more';
  readonly transition?: string;
};

/** Words in lines no longer than asked; a word that is longer has a line of its own. */
export const wrapped = (words: readonly string[], longest: number): string[] => {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= longest) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
};

/** `program.exited [hasFinish]`: what is done then would hide the picture behind its words; it is in the model. */
export const edgeLines = ({ id, title, guard }: Transition): TextLine[] =>
  wrapped([title, guard && `[${guard}]`].filter(Boolean), LONGEST_HEAD).map((text, place) => ({
    text: place === 0 ? text : INDENT + text,
    kind: 'head',
    transition: id,
  }));

/** A line of a state's box, broken where it is too long. */
export const rowLines = ({ head, tail, transition }: ChartRow): TextLine[] => {
  const of = transition ? { transition: transition.id } : {};
  const [first, ...rest] = wrapped(`${head} ${tail.startsWith('→') ? tail : `/ ${tail}`}`.split(' '), LONGEST_ROW);
  return [
    { text: first!, kind: 'head', ...of },
    ...rest.map((text) => ({ text: INDENT + text, kind: 'more', ...of }) as const),
  ];
};

/** Width of a block of such lines. */
export const widthOf = (lines: readonly TextLine[]): number =>
  Math.ceil(Math.max(0, ...lines.map(({ text }) => text.length)) * TEXT.column);
