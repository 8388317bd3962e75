import { readdirSync, readFileSync } from 'node:fs';
import { type Block, blocksOf, type Definition, PageError, plainText, type Span } from './markdown.ts';

/** A section, its title as it is written, with the subsections that it has. */
export type Section = { readonly title: string; readonly depth: number; readonly blocks: readonly Block[] };

/** The manual page of a program, or of a command of `runstate`. */
export type Page = {
  readonly name: string;
  /** What it does, in a line. */
  readonly summary: string;
  /** Each way to call it. */
  readonly synopsis: readonly (readonly Span[])[];
  /** Without the synopsis. */
  readonly sections: readonly Section[];
};

/** An option, and what its argument is called. */
export type Option = {
  readonly flags: readonly string[];
  readonly argument: string | undefined;
  /** Everything that its term names. */
  readonly variables: readonly string[];
  readonly definition: Definition;
};

const FOLDER = new URL('pages/', import.meta.url);

const sectionsOf = (blocks: readonly Block[]): Section[] => {
  const sections: { title: string; depth: number; blocks: Block[] }[] = [];
  for (const block of blocks) {
    if (block.type === 'heading') sections.push({ title: block.text, depth: block.depth, blocks: [] });
    else sections.at(-1)?.blocks.push(block);
  }
  return sections;
};

const definitionsIn = ({ blocks }: Section): Definition[] =>
  blocks.flatMap((block) => (block.type === 'definitions' ? block.items : []));

/** Reads a page. Throws {@link PageError}. */
export const readPage = (markdown: string): Page => {
  const [head, synopsis, ...sections] = sectionsOf(blocksOf(markdown));
  const [summary] = head?.blocks ?? [];
  if (head?.depth !== 1 || summary?.type !== 'paragraph') throw new PageError('a page begins with its name and a line');
  if (synopsis?.title !== 'Synopsis') throw new PageError(`${head.title}: the first section is the synopsis`);
  return {
    name: head.title,
    summary: plainText(summary.spans),
    synopsis: definitionsIn(synopsis).map(({ term }) => term),
    sections,
  };
};

/** All pages, by name. */
export const readPages = (): Page[] =>
  readdirSync(FOLDER, 'utf8')
    .sort()
    .map((file) => readPage(readFileSync(new URL(file, FOLDER), 'utf8')));

/** What a section lists; nothing where there is no such section. */
export const listed = ({ sections }: Page, title: string): Definition[] =>
  sections.filter((section) => section.title === title).flatMap(definitionsIn);

const textsOf = (spans: readonly Span[], style: Span['style']): string[] =>
  spans.filter((span) => span.style === style).map(({ text }) => text);

/** The options that a page tells of. `of`: of the program that has this other name. */
export const optionsIn = (page: Page, of?: string): Option[] =>
  listed(page, of === undefined ? 'Options' : `Options of ${of}`).map((definition) => {
    const variables = textsOf(definition.term, 'variable');
    return {
      flags: textsOf(definition.term, 'literal').filter((text) => text.startsWith('-')),
      argument: variables[0],
      variables,
      definition,
    };
  });

/** The other names of a page's program: who is called so has this page, too. */
export const aliasesOf = (page: Page): string[] => listed(page, 'Other names').map(({ term }) => plainText(term));

/** Names of what a program is given besides options, as a line of its synopsis has them. */
export const operandsIn = (line: readonly Span[], options: readonly Option[]): string[] => {
  const known = options.flatMap(({ variables }) => variables);
  return textsOf(line, 'variable').filter((name) => !known.includes(name));
};
