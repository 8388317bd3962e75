import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import type { Outcome } from './registry.ts';
import { share } from './share.ts';

/** The last word of a run: how many scenarios were compared, and how they came out. */
export const summary = (outcomes: readonly Outcome[]): string => {
  const of = (test: (outcome: Outcome) => boolean): number => outcomes.filter(test).length;
  const unexpected = of((outcome) => outcome === 'unexpected');
  return [
    `conformance: ${outcomes.length} scenarios compared`,
    `${of((outcome) => outcome === 'agree')} agree`,
    `${of((outcome) => typeof outcome === 'object')} differ as listed in COMPATIBILITY.md`,
    ...(unexpected > 0 ? [`${unexpected} FAILED`] : []),
    ...(share() > 1 ? [`one in ${share()} of those that agree, drawn by the seed`] : []),
  ].join(', ');
};

const readOutcomes = (file: string): Outcome[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { outcome: Outcome }).outcome);

/** Global set-up of the tests: the workers count into one file, and their sum is printed at the end. */
export default ({ provide }: TestProject): (() => void) => {
  const directory = mkdtempSync(join(tmpdir(), 'runstate-outcomes-'));
  const file = join(directory, 'outcomes');
  provide('conformanceOutcomes', file);
  return () => {
    if (existsSync(file)) console.log(`\n${summary(readOutcomes(file))}`);
    rmSync(directory, { recursive: true, force: true });
  };
};
