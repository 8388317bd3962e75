import { plainText } from './markdown.ts';
import { aliasesOf, listed, type Option, operandsIn, optionsIn, type Page } from './page.ts';

/** What a shell can find for a word. */
export type Kind =
  | { readonly type: 'directory' | 'file' | 'service' | 'user' | 'program' | 'anything' }
  | { readonly type: 'words'; readonly words: readonly Word[] };

/** A word, and what it means. */
export type Word = { readonly word: string; readonly text: string };

/** An option as a shell completes it. */
export type KnownOption = { readonly flag: string; readonly text: string; readonly kind: Kind | undefined };

/** How a program, or a command of `runstate`, is called. */
export type CommandLine = {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly KnownOption[];
  /** The last one holds for all that follow, too. */
  readonly operands: readonly Kind[];
  readonly commands: readonly CommandLine[];
};

const ANYTHING: Kind = { type: 'anything' };

/** What names of arguments in the pages stand for. */
const KINDS: Readonly<Record<string, Kind>> = {
  dir: { type: 'directory' },
  root: { type: 'directory' },
  file: { type: 'file' },
  lock: { type: 'file' },
  user: { type: 'user' },
  account: { type: 'user' },
  service: { type: 'service' },
  prog: { type: 'program' },
  'command…': { type: 'program' },
};

const kindOf = (name: string): Kind =>
  KINDS[name.toLowerCase()] ?? KINDS[name.toLowerCase().replace('…', '')] ?? ANYTHING;

/** As much as a list of choices has room for. */
const shortly = (text: string): string => text.replace(/[.;:](\s.*)?$/s, '');

const textOf = ({ definition: { blocks } }: Option): string => {
  const [first] = blocks;
  return first?.type === 'paragraph' ? shortly(plainText(first.spans)) : '';
};

/** States can be told from the text: nothing else is put into types there. */
const namedIn = ({ definition: { blocks } }: Option): Kind => {
  const [first] = blocks;
  const words = first?.type === 'paragraph' ? first.spans.filter(({ style }) => style === 'literal') : [];
  return { type: 'words', words: words.map(({ text }) => ({ word: text, text: '' })) };
};

const argumentOf = (option: Option): Kind | undefined => {
  if (option.argument === undefined) return undefined;
  return ['STATE', 'ADDRESS'].includes(option.argument) ? namedIn(option) : kindOf(option.argument);
};

const knownOptions = (options: readonly Option[]): KnownOption[] =>
  options.flatMap((option) => option.flags.map((flag) => ({ flag, text: textOf(option), kind: argumentOf(option) })));

/** The commands that a page lists, as words. */
const commandWords = (page: Page): Word[] =>
  listed(page, 'Commands').map(({ term, blocks: [first] }) => ({
    word: plainText(term),
    text: first?.type === 'paragraph' ? shortly(plainText(first.spans)) : '',
  }));

const lineOf = (page: Page, name: string, of?: string): CommandLine => {
  const options = optionsIn(page, of);
  const line = page.synopsis.find(([first]) => first?.text === name) ?? page.synopsis[0]!;
  const operands = operandsIn(line, options).map(
    (operand): Kind => (operand === 'command' ? { type: 'words', words: commandWords(page) } : kindOf(operand)),
  );
  return { name, summary: shortly(page.summary), options: knownOptions(options), operands, commands: [] };
};

const isCommand = ({ name }: Page): boolean => name.startsWith('runstate-');

/** The pages of what `runstate` can do. */
export const commandPages = (pages: readonly Page[]): Page[] => pages.filter(isCommand);

const HELP: KnownOption = { flag: '--help', text: 'tell how it is used', kind: undefined };

const commandLine = (page: Page): CommandLine => {
  const line = lineOf(page, page.name);
  return { ...line, name: page.name.replace('runstate-', ''), options: [...line.options, HELP] };
};

/** All programs, by the names that they are called by; their commands with them. */
export const commandLines = (pages: readonly Page[]): CommandLine[] =>
  pages
    .filter((page) => !isCommand(page))
    .flatMap((page) => {
      const own = lineOf(page, page.name);
      const commands = page.name === 'runstate' ? commandPages(pages).map(commandLine) : [];
      return [{ ...own, commands }, ...aliasesOf(page).map((name) => lineOf(page, name, name))];
    })
    .filter(({ options, operands }) => options.length + operands.length > 0);
