import { type Block, type Definition, plainText } from './markdown.ts';
import { listed, optionsIn, type Page } from './page.ts';

/** What a command of `runstate` says of itself. */
export type Help = {
  /** Its name and arguments. */
  readonly usage: string;
  /** What it does, in a line. */
  readonly summary: string;
  /** What `--help` shows below these two. */
  readonly details: readonly string[];
};

const WIDTH = 80;
/** What stands before a definition, and between it and its text. */
const INDENT = 2;

const wordsOf = (blocks: readonly Block[]): string[] =>
  blocks.flatMap((block) => (block.type === 'paragraph' ? plainText(block.spans).split(' ') : []));

const wrapped = (words: readonly string[], width: number): string[] => {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
};

/** Terms on the left, what they mean on the right. */
const tableOf = (definitions: readonly Definition[]): string[] => {
  const terms = definitions.map(({ term }) => plainText(term));
  const left = Math.max(0, ...terms.map(({ length }) => length)) + INDENT;
  return definitions.flatMap(({ blocks }, row) =>
    wrapped(wordsOf(blocks), WIDTH - INDENT - left).map(
      (line, at) => `${' '.repeat(INDENT)}${(at === 0 ? terms[row]! : '').padEnd(left)}${line}`,
    ),
  );
};

const part = (title: string, definitions: readonly Definition[]): string[] =>
  definitions.length === 0 ? [] : ['', `${title}:`, ...tableOf(definitions)];

/** The page of a command of `runstate`, as that tells it. */
export const helpOf = (page: Page): Help => ({
  usage: plainText(page.synopsis[0]!).replace('runstate ', ''),
  summary: page.summary,
  details: [
    ...part(
      'options',
      optionsIn(page).map(({ definition }) => definition),
    ),
    ...part('exit status', listed(page, 'Exit status')),
  ],
});
