import { EXPLAINED, explainedIds } from './explained.ts';
import { type Mutant, tellMutant } from './mutant.ts';
import type { Verdict } from './plan.ts';

const byFile = (verdicts: readonly Verdict[]): Map<string, Verdict[]> =>
  Map.groupBy(verdicts, ({ mutant }) => mutant.file);

const row = (name: string, ...numbers: readonly number[]): string =>
  name.padEnd(44) + numbers.map((number) => String(number).padStart(11)).join('');

const figures = (verdicts: readonly Verdict[]): [number, number, number, number] => {
  const caught = verdicts.filter((verdict) => verdict.caught).length;
  const explained = verdicts.filter((verdict) => !verdict.caught && explainedIds.has(verdict.mutant.id)).length;
  return [verdicts.length, caught, explained, verdicts.length - caught - explained];
};

/** Mutants, and what became of them, file by file. */
export const table = (verdicts: readonly Verdict[]): string =>
  [
    `${''.padEnd(44)}${['mutants', 'caught', 'explained', 'survive'].map((word) => word.padStart(11)).join('')}`,
    ...[...byFile(verdicts)].map(([file, some]) => row(file, ...figures(some))),
    row('all', ...figures(verdicts)),
  ].join('\n');

/** Which tests were the first to catch how many. */
export const catchers = (verdicts: readonly Verdict[]): string => {
  const caught = verdicts.filter((verdict) => verdict.caught);
  const groups = Map.groupBy(caught, ({ by }) => by[0]!.split(' > ', 1)[0]!);
  return [...groups]
    .sort(([, one], [, other]) => other.length - one.length)
    .map(([test, { length }]) => row(test, length))
    .join('\n');
};

export const survivors = (verdicts: readonly Verdict[]): Mutant[] =>
  verdicts.filter(({ caught, mutant }) => !caught && !explainedIds.has(mutant.id)).map(({ mutant }) => mutant);

/** Explanations that nothing needs: their mutant is caught, or is none any more. */
export const needless = (verdicts: readonly Verdict[], files: readonly string[]): string[] => {
  const needed = new Set(verdicts.filter(({ caught }) => !caught).map(({ mutant }) => mutant.id));
  const isOfThese = (line: string): boolean => files.some((file) => line.includes(` ${file} `));
  return EXPLAINED.flatMap(({ mutants }) => mutants).filter(
    (line) => isOfThese(line) && !needed.has(line.split(' ', 1)[0]!),
  );
};

export const tellSurvivor = (mutant: Mutant): string => `survives: ${tellMutant(mutant)}`;
