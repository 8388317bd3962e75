import type { LogDirectoryContext } from '../../machines/log-directory.ts';
import type { RunsvContext } from '../../machines/runsv.ts';
import type { ServiceContext } from '../../machines/service-context.ts';
import type { SvlogdContext } from '../../machines/svlogd.ts';

/** The facts of each machine that say what is asked of it: an order may change them, and leave the state as it is. */
const ORDERED = {
  service: ['want', 'once', 'paused', 'gotTerm', 'draining'] satisfies (keyof ServiceContext)[],
  runsv: ['leaving', 'final'] satisfies (keyof RunsvContext)[],
  svlogd: ['leaving'] satisfies (keyof SvlogdContext)[],
  'log-directory': ['due', 'reloading', 'leaving'] satisfies (keyof LogDirectoryContext)[],
} as const;

/** Names of such facts of a machine. */
export const orderedFactsOf = (machine: string): readonly string[] =>
  Object.hasOwn(ORDERED, machine) ? ORDERED[machine as keyof typeof ORDERED] : [];

/** Whether two contexts of one actor say something else. */
export const areSameOrders = (names: readonly string[], one: object, other: object): boolean => {
  for (const name of names) if (one[name as keyof object] !== other[name as keyof object]) return false;
  return true;
};
