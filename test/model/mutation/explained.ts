/**
 * Mutants that no test can catch, each with the reason: most of them mean the same as the unbroken source. A mutant is
 * known by its id, which changes when the lines around it do; then it has to be looked at again. `npm run test:mutants`
 * fails where one of these is caught, or is no mutant any more.
 */
export type Explanation = {
  readonly why: string;
  /** As the run tells them: the id, and words for the reader. */
  readonly mutants: readonly string[];
};

export const EXPLAINED: readonly Explanation[] = [];

const idOf = (line: string): string => line.split(' ', 1)[0]!;

/** Ids of all mutants that are explained. */
export const explainedIds: ReadonlySet<string> = new Set(EXPLAINED.flatMap(({ mutants }) => mutants.map(idOf)));
