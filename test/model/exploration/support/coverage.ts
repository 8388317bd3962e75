import { expect } from 'vitest';
import type { Graph } from './explore.ts';

/** Items that no path can use, each with the reason. */
export type Unreachable = Readonly<Record<string, string>>;

/**
 * Every item of a chart is used by some path, but for those that are allowed not to be; and what is allowed is still
 * there, and still not used.
 */
export const expectCovered = (
  items: readonly string[],
  graphs: readonly Pick<Graph<unknown>, 'covered'>[],
  unreachable: Unreachable = {},
): void => {
  const isCovered = (item: string): boolean => graphs.some(({ covered }) => covered.has(item));
  expect(items.filter((item) => !isCovered(item) && !(item in unreachable))).toEqual([]);
  expect(Object.keys(unreachable).filter((item) => !items.includes(item) || isCovered(item))).toEqual([]);
};
