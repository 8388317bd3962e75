import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Machine } from '../machine.ts';
import type { CaseResult } from '../rounds.ts';
import type { PartResult } from '../run.ts';

/** A case with what it was measured by, and on. */
export type Measured = CaseResult & { readonly part: string; readonly command: string; readonly machine: Machine };

/** The figures that the README's table is made from. */
export const FIGURES = resolve(import.meta.dirname, '../figures.json');

const isSame = (one: Measured, other: Measured): boolean => one.part === other.part && one.name === other.name;

/** What was measured before, with what has been now in its place, or behind it. */
export const merged = (before: readonly Measured[], now: readonly Measured[]): Measured[] => [
  ...before.map((old) => now.find((one) => isSame(one, old)) ?? old),
  ...now.filter((one) => !before.some((old) => isSame(one, old))),
];

export const measuredOf = (results: readonly PartResult[], command: string, machine: Machine): Measured[] =>
  results.flatMap(({ part, cases }) => cases.map((result) => ({ part, command, machine, ...result })));

export const readFigures = (path: string): Measured[] => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
};

/** A line for each case, so that a new one changes one line. */
export const writeFigures = (path: string, figures: readonly Measured[]): void =>
  writeFileSync(path, `[\n${figures.map((one) => JSON.stringify(one)).join(',\n')}\n]\n`);
