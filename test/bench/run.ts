import type { Case } from './case.ts';
import { parts } from './parts.ts';
import { type CaseResult, runCase } from './rounds.ts';
import type { Settings } from './settings.ts';
import { endAll } from './support/processes.ts';
import { tableOf } from './table.ts';

export type PartResult = { readonly part: string; readonly cases: readonly CaseResult[] };

/** The cases of a part that are wanted, with the contenders that are. */
export const casesOf = (part: string, settings: Settings): Case[] =>
  parts[part]!(settings)
    .filter(({ name }) => name.includes(settings.only))
    .map((asked) => ({
      ...asked,
      contenders: asked.contenders.filter(({ name }) =>
        settings.contender.split(',').some((text) => name.includes(text)),
      ),
    }))
    .filter(({ contenders }) => contenders.length > 0);

/** The line that says what is being run; it is gone when the table comes. */
const progress = (text: string): void => {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
};

/** Runs a part, case by case; prints a table as soon as there is one. */
export const runPart = async (part: string, settings: Settings): Promise<PartResult> => {
  const cases: CaseResult[] = [];
  for (const asked of casesOf(part, settings)) {
    const say = (round: number, contender: string) => progress(`${asked.name}: round ${round}, ${contender}`);
    const result = await runCase(asked, settings.rounds, say, endAll);
    progress('');
    console.log(`\n${part}: ${tableOf(result)}`);
    cases.push(result);
  }
  return { part, cases };
};

export const hasFailures = (results: readonly PartResult[]): boolean =>
  results.some(({ cases }) => cases.some(({ outcomes }) => outcomes.some(({ failed }) => failed !== undefined)));
