import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readGraph } from '../graph.ts';
import { type Break, brokenText } from '../mutant.ts';
import { ROOT } from '../root.ts';
import { beginRound } from './hooks.ts';
import { type Failure, runTests } from './run-tests.ts';

/** One broken source to run tests against; without a break it runs them against the source as it is. */
export type Job = {
  readonly file: string;
  readonly broken: Break | undefined;
  readonly tests: readonly string[];
  readonly all: boolean;
};
export type Answer = { readonly failures: readonly Failure[]; readonly milliseconds: Readonly<Record<string, number>> };

const graph = readGraph();

const answer = async ({ file, broken, tests, all }: Job): Promise<Answer> => {
  const text = readFileSync(join(ROOT, file), 'utf8');
  beginRound(graph, file, broken ? brokenText(text, broken) : text);
  const failures: Failure[] = [];
  const milliseconds: Record<string, number> = {};
  for (const test of tests) {
    const begin = performance.now();
    failures.push(...(await runTests(test, all)));
    milliseconds[test] = performance.now() - begin;
    if (failures.length > 0 && !all) break;
  }
  return { failures, milliseconds };
};

process.on('message', async (job: Job) => {
  process.send!(await answer(job));
});
process.once('disconnect', () => process.exit());
