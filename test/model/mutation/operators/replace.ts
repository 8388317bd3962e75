import type { Node } from '../ast.ts';
import type { Break } from '../mutant.ts';

type Span = { readonly start: number; readonly end: number };

/** Puts a text in the place of a node. */
export const replace = (operator: string, { start, end }: Span, text: string, needs?: string): Break =>
  needs === undefined ? { operator, start, end, text } : { operator, start, end, text, needs };

/** Takes an element out of a list that is separated by commas, with one of the commas beside it. */
export const dropFromList = (operator: string, list: readonly (Node | null)[], index: number): Break => {
  const [before, element, after] = [list[index - 1], list[index]!, list[index + 1]];
  if (after) return { operator, start: element.start, end: after.start, text: '' };
  return { operator, start: before ? before.end : element.start, end: element.end, text: '' };
};
