import { createHash } from 'node:crypto';

/** One change of a text: from `start` to `end` stands `text` instead. Several pieces belong to one break. */
export type Break = {
  /** What kind of break it is, in words: `drop actions`, `=== becomes !==`. */
  readonly operator: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** What the broken source needs beside it, at its end. */
  readonly needs?: string;
};

/** A source with one thing broken. */
export type Mutant = Break & {
  /** Path from the root of the package. */
  readonly file: string;
  readonly line: number;
  /** What stands there unbroken. */
  readonly was: string;
  /** The lines that it lies in, without their indentation: what it is known by where line numbers have moved. */
  readonly around: string;
  /** Short and stable: it changes when the file's name, the break or the lines around it change. */
  readonly id: string;
};

export const brokenText = (text: string, { start, end, text: instead, needs = '' }: Break): string =>
  text.slice(0, start) + instead + text.slice(end) + needs;

const linesAround = (text: string, { start, end }: Break): string => {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const to = text.indexOf('\n', end);
  return text
    .slice(from, to === -1 ? undefined : to)
    .replace(/\s+/g, ' ')
    .trim();
};

const idOf = (...words: readonly (string | number)[]): string =>
  createHash('sha256').update(words.join('\0')).digest('base64url').slice(0, 8);

/** The number of the line that an offset lies in. */
const lineIn = (text: string): ((offset: number) => number) => {
  const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  return (offset) => starts.findLastIndex((start) => start <= offset) + 1;
};

/** Breaks of one text as mutants: those that leave the text as it is, or are there already, are left out. */
export const mutantsOf = (file: string, text: string, breaks: readonly Break[]): Mutant[] => {
  const seen = new Set<string>();
  const ids = new Map<string, number>();
  const lineOf = lineIn(text);
  return breaks.flatMap((broken) => {
    const was = text.slice(broken.start, broken.end);
    const change = [broken.start, broken.end, broken.text].join(' ');
    if (seen.has(change) || was === broken.text) return [];
    seen.add(change);
    const around = linesAround(text, broken);
    const column = broken.start - text.lastIndexOf('\n', broken.start - 1);
    const name = [file, around, was, broken.text, column].join('\0');
    const twin = ids.get(name) ?? 0;
    ids.set(name, twin + 1);
    return [{ ...broken, file, line: lineOf(broken.start), was, around, id: idOf(name, twin) }];
  });
};

const short = (text: string): string => {
  const one = text.replace(/\s+/g, ' ').trim();
  return one.length > 60 ? `${one.slice(0, 57)}...` : one || '(nothing)';
};

/** A mutant in one line. */
export const tellMutant = ({ id, file, line, operator, was, text }: Mutant): string =>
  `${id} ${file}:${line} ${operator}: ${short(was)} -> ${short(text)}`;
