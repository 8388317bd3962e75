import { writeFileSync } from 'node:fs';
import { FIGURES, measuredOf, merged, readFigures, writeFigures } from './figures/figures.ts';
import { writeReadme } from './figures/readme.ts';
import { machine, machineLine } from './machine.ts';
import { parts } from './parts.ts';
import { casesOf, hasFailures, type PartResult, runPart } from './run.ts';
import { type Settings, settingsOf, USAGE } from './settings.ts';
import { endAll, endAllOnSignals } from './support/processes.ts';
import { place, removeScratch } from './support/scratch.ts';

const refuse = (message: string): never => {
  console.error(`${message}\n${USAGE}`);
  process.exit(100);
};

const chosenSettings = (): Settings => {
  try {
    return settingsOf(process.argv.slice(2));
  } catch (error) {
    return refuse((error as Error).message);
  }
};

const chosenParts = (asked: readonly string[]): readonly string[] => {
  const there = Object.keys(parts);
  const unknown = asked.filter((name) => !there.includes(name));
  if (unknown.length > 0) refuse(`no such part: ${unknown.join(' ')} (there is: ${there.join(' ')})`);
  return asked.length > 0 ? asked : there;
};

const settings = chosenSettings();
const names = chosenParts(settings.parts);
if (settings.list) {
  for (const name of names)
    console.log([name, ...casesOf(name, settings).map((asked) => `  ${asked.name}`)].join('\n'));
  process.exit(0);
}

endAllOnSignals(removeScratch);
const here = machine();
const { rounds, scale, long, json, readme } = settings;
console.log(`${machineLine(here)}\n${place}; medians of ${rounds} rounds, × the first row's`);
const results: PartResult[] = [];
try {
  for (const name of names) results.push(await runPart(name, settings));
} finally {
  await endAll();
  removeScratch();
}
if (json !== undefined)
  writeFileSync(json, `${JSON.stringify({ machine: here, place, rounds, scale, long, results }, null, 2)}\n`);
if (readme) {
  const command = ['npm run bench --', ...process.argv.slice(2)].join(' ');
  const figures = merged(readFigures(FIGURES), measuredOf(results, command, here));
  writeFigures(FIGURES, figures);
  writeReadme(figures);
}
if (hasFailures(results)) process.exitCode = 1;
