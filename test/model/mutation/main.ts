import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { refusedByCompiler } from './compiler.ts';
import { allMutants, sources } from './generate.ts';
import { isSlow, readGraph } from './graph.ts';
import { tellMutant } from './mutant.ts';
import type { Verdict } from './plan.ts';
import { catchers, needless, survivors, table, tellSurvivor } from './report.ts';
import { measure, tryAll } from './run.ts';

const USAGE = `usage: npm run test:mutants -- [--only REGEXP] [--jobs N] [--every] [--quick] [--json FILE] [--list]

Breaks machines/ in one way at a time, and runs the tests of machines against each.
  --only REGEXP files or ids that it matches
  --jobs N      processes (2)
  --every       tells every test that catches a mutant, not the first alone
  --json FILE   each mutant with the tests that catch it
  --quick       without the slowest tests
  --list        tells the mutants and ends`;

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    jobs: { type: 'string', default: '2' },
    every: { type: 'boolean', default: false },
    json: { type: 'string' },
    quick: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const only = new RegExp(values.only);

/** What the tests let pass is shown to the compiler: `npm run types` is part of every check. */
const withCompiler = (verdicts: readonly Verdict[]): Verdict[] => {
  const refused = refusedByCompiler(verdicts.filter(({ caught }) => !caught).map(({ mutant }) => mutant));
  return verdicts.map((verdict) =>
    refused.has(verdict.mutant) ? { ...verdict, caught: true, by: ['(the compiler)'] } : verdict,
  );
};

const run = async (): Promise<number> => {
  const mutants = allMutants().filter(({ file, id }) => only.test(file) || only.test(id));
  if (values.list) {
    console.log(mutants.map(tellMutant).join('\n'));
    return 0;
  }
  const files = sources().filter((file) => mutants.some((mutant) => mutant.file === file));
  const graph = readGraph((test) => !values.quick || !isSlow(test));
  const durations = await measure(graph, files);
  const heardOf: Verdict[] = [];
  const heard = (verdict: Verdict): boolean => {
    heardOf.push(verdict);
    if (heardOf.length % 100 === 0) console.error(`${heardOf.length} of ${mutants.length}`);
    return true;
  };
  await tryAll(mutants, { graph, durations, jobs: Number(values.jobs), all: values.every, heard });
  const verdicts = withCompiler(heardOf);
  for (const mutant of survivors(verdicts)) console.log(tellSurvivor(mutant));
  const unneeded = values.only === '' ? needless(verdicts, files) : [];
  for (const line of unneeded) console.log(`explained without need: ${line}`);
  console.log(`\n${table(verdicts)}\n\nfirst caught by\n${catchers(verdicts)}`);
  if (values.json)
    writeFileSync(
      values.json,
      JSON.stringify(
        verdicts.map(({ mutant, by }) => ({ mutant: tellMutant(mutant), by })),
        null,
        1,
      ),
    );
  return survivors(verdicts).length + unneeded.length > 0 ? 1 : 0;
};

// A worker that hangs would not hear that we are gone.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

if (values.help) console.log(USAGE);
else process.exitCode = await run();
