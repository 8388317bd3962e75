import { lexer, type Token, type Tokens } from 'marked';

/** A piece of a line: as it is typed, a name that stands for something, the name of another page, or plain words. */
export type Span = { readonly style: 'literal' | 'variable' | 'page' | 'plain'; readonly text: string };

/** What a term means: `- TERM: text`. */
export type Definition = { readonly term: readonly Span[]; readonly blocks: readonly Block[] };

export type Block =
  | { readonly type: 'heading'; readonly depth: number; readonly text: string }
  | { readonly type: 'paragraph'; readonly spans: readonly Span[] }
  | { readonly type: 'code'; readonly text: string }
  | { readonly type: 'definitions'; readonly items: readonly Definition[] };

/** A page is written with little of Markdown: what is not here is a mistake in it, and has no form in a manual. */
export class PageError extends Error {}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ');

const spanOf = (token: Token): Span => {
  switch (token.type) {
    case 'codespan':
      return { style: 'literal', text: token.text };
    case 'em':
      return { style: 'variable', text: token.text };
    case 'link':
      return { style: 'page', text: token.text };
    case 'text':
    case 'escape':
      return { style: 'plain', text: oneLine(token.text) };
    default:
      throw new PageError(`${token.type} has no form in a manual: ${token.raw}`);
  }
};

const spansOf = (tokens: readonly Token[] = []): Span[] => tokens.map(spanOf);

/** Cuts a line in two at its first colon that is not itself part of a term. */
const definitionOf = ({ tokens }: Tokens.ListItem): Definition => {
  const [first, ...more] = tokens;
  const spans = spansOf((first as Tokens.Text).tokens);
  const at = spans.findIndex(({ style, text }) => style === 'plain' && /^[^:]*:( |$)/.test(text));
  if (at < 0) return { term: spans, blocks: more.flatMap(blockOf) };
  const [, before, after] = /^([^:]*): ?(.*)$/.exec(spans[at]!.text)!;
  const plain = (text = ''): Span[] => (text === '' ? [] : [{ style: 'plain', text }]);
  const text: Block = { type: 'paragraph', spans: [...plain(after), ...spans.slice(at + 1)] };
  return { term: [...spans.slice(0, at), ...plain(before)], blocks: [text, ...more.flatMap(blockOf)] };
};

const blockOf = (token: Token): Block[] => {
  switch (token.type) {
    case 'space':
      return [];
    case 'heading':
      return [{ type: 'heading', depth: token.depth, text: token.text }];
    case 'paragraph':
      return [{ type: 'paragraph', spans: spansOf(token.tokens) }];
    case 'code':
      return [{ type: 'code', text: token.text }];
    case 'list':
      return [{ type: 'definitions', items: (token as Tokens.List).items.map(definitionOf) }];
    default:
      throw new PageError(`${token.type} has no form in a manual: ${token.raw}`);
  }
};

/** Reads a page's Markdown. Throws {@link PageError}. */
export const blocksOf = (markdown: string): Block[] => lexer(markdown).flatMap(blockOf);

/** What is read where there are no styles. */
export const plainText = (spans: readonly Span[]): string => spans.map(({ text }) => text).join('');
