import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { allMutants, sources } from './generate.ts';
import { readGraph } from './graph.ts';
import { tellMutant } from './mutant.ts';
import type { Verdict } from './plan.ts';
import { catchers, needless, survivors, table, tellSurvivor } from './report.ts';
import { measure, tryAll } from './run.ts';

const USAGE = `usage: npm run test:mutants -- [--only TEXT] [--jobs N] [--every] [--json FILE] [--list]

Breaks machines/ in one way at a time, and runs the tests of machines against each.
  --only TEXT   files or ids that contain it
  --jobs N      processes (2)
  --every       tells every test that catches a mutant, not the first alone
  --json FILE   each mutant with the tests that catch it
  --list        tells the mutants and ends`;

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    jobs: { type: 'string', default: '2' },
    every: { type: 'boolean', default: false },
    json: { type: 'string' },
    list: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const run = async (): Promise<number> => {
  const mutants = allMutants().filter(({ file, id }) => file.includes(values.only) || id === values.only);
  if (values.list) {
    console.log(mutants.map(tellMutant).join('\n'));
    return 0;
  }
  const files = sources().filter((file) => mutants.some((mutant) => mutant.file === file));
  const graph = readGraph();
  const durations = await measure(graph, files);
  const verdicts: Verdict[] = [];
  const heard = (verdict: Verdict): boolean => {
    verdicts.push(verdict);
    if (survivors([verdict]).length > 0) console.log(tellSurvivor(verdict.mutant));
    if (verdicts.length % 100 === 0) console.error(`${verdicts.length} of ${mutants.length}`);
    return true;
  };
  await tryAll(mutants, { graph, durations, jobs: Number(values.jobs), all: values.every, heard });
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

if (values.help) console.log(USAGE);
else process.exitCode = await run();
