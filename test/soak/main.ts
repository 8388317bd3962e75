import { readFileSync, writeFileSync } from 'node:fs';
import { type Machine, machine as machineHere, machineLine } from '../bench/machine.ts';
import { endAll } from '../bench/support/processes.ts';
import { removeScratch } from '../bench/support/scratch.ts';
import { plotOf } from './plot/plot.ts';
import { type Soaked, soak } from './run.ts';
import { type Settings, settingsOf, USAGE } from './settings.ts';
import { complaintsOf, judge, SHORTEST, seriesOf, tableOf } from './verdict.ts';

const settings = ((): Settings => {
  try {
    return settingsOf(process.argv.slice(2));
  } catch (error) {
    console.error(`${(error as Error).message}\n${USAGE}`);
    process.exit(100);
  }
})();

/** The first signal ends the run, with all that is told at the end of one. */
const interrupted = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => interrupted.abort());

/** A run, and on what it was made. */
type Told = Soaked & { readonly machine: Machine; readonly settings: Settings };

const tell = (told: Told): void => {
  const { record, seconds, machine, settings: its } = told;
  const judgements = seriesOf(record).map((series) => judge(series, seconds));
  const { crashes, letters, commands } = record;
  const what = `${its.services} services, ${crashes} crashes, ${letters} letters, ${commands} sv commands`;
  writeFileSync(settings.svg, plotOf(judgements, seconds, `${what}. ${machineLine(machine)}`));
  if (settings.json !== undefined) writeFileSync(settings.json, `${JSON.stringify(told, null, 2)}\n`);
  console.log(`${what} in ${(seconds / 60).toFixed(1)} minutes; ${settings.svg}`);
  console.log('medians of the first, second and last third:');
  for (const line of tableOf(judgements)) console.log(line);
  if (seconds < SHORTEST) console.log(`too short for a verdict: that takes ${SHORTEST} s`);
  const complaints = complaintsOf(record, judgements, seconds);
  for (const complaint of complaints) console.log(complaint);
  if (complaints.length > 0) process.exitCode = 1;
};

const say = (text: string): void => void ((process.stdout.isTTY || text.endsWith('\n')) && process.stdout.write(text));

const run = async (): Promise<Told> => {
  const { minutes, services, crashes, seed } = settings;
  console.log(`npm run soak -- --minutes ${minutes} --services ${services} --crashes ${crashes} --seed ${seed}`);
  try {
    return { machine: machineHere(), settings, ...(await soak(settings, interrupted.signal, say)) };
  } finally {
    await endAll();
    removeScratch();
  }
};

tell(settings.from === undefined ? await run() : JSON.parse(readFileSync(settings.from, 'utf8')));
