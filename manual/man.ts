import packageFile from '../package.json' with { type: 'json' };
import type { Block, Definition, Span } from './markdown.ts';
import { aliasesOf, type Page, type Section } from './page.ts';

/** Of the last release: a page has to have a date, and the same sources have to give the same page. */
const DATE = '2026-11-29';
/** Bytes of a line of a page's source. */
const WIDTH = 78;

const FONTS: Readonly<Record<Span['style'], string>> = { literal: 'B', variable: 'I', page: 'B', plain: '' };

/** Characters that a formatter would print as others, or take for its own. */
const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\e',
  "'": '\\(aq',
  '`': '\\(ga',
  '^': '\\(ha',
  '~': '\\(ti',
};

const escaped = (text: string): string =>
  text
    .replace(/[\\'`^~]/g, (character) => ESCAPES[character]!)
    .replace(
      /[^\0-\x7f]/gu,
      (character) => `\\[u${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}]`,
    );

/** What is typed has to be copied as it is: its hyphens are minus signs. */
const literal = (text: string): string => escaped(text).replaceAll('-', '\\-');
const prose = (text: string): string => escaped(text).replace(/(?<!\w)-/g, '\\-');

const roffOf = ({ style, text }: Span): string => {
  if (style === 'plain') return prose(text);
  const [, name = text, section = ''] = (style === 'page' && /^(.*)(\(\d\))$/.exec(text)) || [];
  return `\\f${FONTS[style]}${literal(name)}\\fR${section}`;
};

/** A line that begins with a dot or a quote would be an order to the formatter. */
const guarded = (line: string): string => (/^[.']/.test(line) ? `\\&${line}` : line);

const wrapped = (text: string): string => {
  const lines: string[] = [];
  for (const word of text.trim().split(/(?<!\\) +/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= WIDTH) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.map(guarded).join('\n');
};

const textOf = (spans: readonly Span[]): string => wrapped(spans.map(roffOf).join(''));

const codeOf = (text: string): string =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => guarded(literal(line)))
    .join('\n');

const definition = ({ term, blocks }: Definition): string => {
  const [first, ...more] = blocks;
  const text = first === undefined ? [] : bodyOf([first], true);
  // What follows a term's text stays as far to the right.
  const rest = more.length === 0 ? [] : ['.RS', ...bodyOf(more, false), '.RE'];
  return ['.TP', guarded(term.map(roffOf).join('')), ...text, ...rest].join('\n');
};

/** @param isFirst nothing has to be put between what is before and the first block. */
const bodyOf = (blocks: readonly Block[], isFirst: boolean): string[] =>
  blocks.flatMap((block, index) => {
    const apart = isFirst && index === 0 ? [] : ['.P'];
    if (block.type === 'paragraph') return [...apart, textOf(block.spans)];
    if (block.type === 'code') return [...apart, '.RS 4', '.EX', codeOf(block.text), '.EE', '.RE'];
    return block.type === 'definitions' ? block.items.map(definition) : [];
  });

const sectionText = ({ title, depth, blocks }: Section): string =>
  [depth === 2 ? `.SH ${literal(title.toUpperCase())}` : `.SS ${literal(title)}`, ...bodyOf(blocks, true)].join('\n');

/** An option and its argument stay on one line. */
const together = (spans: readonly Span[]): string =>
  spans
    .map((span, at) =>
      span.text === ' ' && spans[at - 1]?.text.startsWith('-') && spans[at + 1]?.style === 'variable'
        ? '\\ '
        : roffOf(span),
    )
    .join('');

const synopsisOf = ({ synopsis }: Page): string =>
  ['.SH SYNOPSIS', ...synopsis.map((line, at) => `${at === 0 ? '' : '.P\n'}${wrapped(together(line))}`)].join('\n');

/** The commands of `runstate`, each of which has a page of its own. */
const commandsOf = (commands: readonly Page[]): Section => ({
  title: 'Commands',
  depth: 2,
  blocks: [
    {
      type: 'definitions',
      items: commands.map(({ name, summary }) => ({
        term: [{ style: 'page', text: `${name}(8)` }],
        blocks: [{ type: 'paragraph', spans: [{ style: 'plain', text: summary }] }],
      })),
    },
  ],
});

/**
 * A page as man(7) has it.
 *
 * @param commands pages of the commands that this one's program has.
 */
export const manPage = (page: Page, commands: readonly Page[] = []): string => {
  const { name, summary } = page;
  const [description, ...others] = page.sections;
  const sections = [description!, ...(commands.length === 0 ? [] : [commandsOf(commands)]), ...others];
  const head = [
    '.\\" Made from manual/pages by npm run manual.',
    `.TH ${literal(name.toUpperCase())} 8 ${DATE} "runstate ${packageFile.version}" "runstate manual"`,
    `.SH NAME\n${wrapped(`${[name, ...aliasesOf(page)].map(literal).join(', ')} \\- ${prose(summary)}`)}`,
  ];
  return `${[...head, synopsisOf(page), ...sections.map(sectionText)].join('\n')}\n`;
};

/** A page that is another one under a name of its own. */
export const aliasPage = ({ name }: Page): string => `.so man8/${name}.8\n`;
