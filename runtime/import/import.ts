import { dirname, resolve } from 'node:path';
import { writeText } from '../../adapters/standard-output.ts';
import { printable } from '../demo/words.ts';
import { Fatal } from '../fatal.ts';
import { helpersOf } from '../services/command-word.ts';
import { createService, freePlace, type Place } from '../services/create.ts';
import type { Helpers } from '../services/plan.ts';
import { madeLines } from '../services/told.ts';
import { usualDirectory } from '../watch/find-supervisor.ts';
import { loadConfig } from './load-config.ts';
import { type App, appsOf, textSetting } from './pm2/app.ts';
import { type Planned, planApp } from './pm2/plans.ts';

/** How `runstate import pm2` was called. */
export type ImportOptions = {
  readonly file: string;
  readonly environment: string | undefined;
  readonly directory: string | undefined;
  readonly home: string | undefined;
};

const FATAL = 111;

const say = (lines: readonly string[]): void => writeText(1, lines.map((line) => `${printable(line)}\n`).join(''));

/** Says which app it is that cannot be a service. */
const planOne = (app: App, at: number, make: () => Planned): Planned => {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof Fatal)) throw error;
    throw new Fatal(`app ${at + 1} (${textSetting(app, 'name') ?? app.script}): ${error.message}`, { cause: error });
  }
};

/** All of them, or none: what keeps one from being made is found before the first is. */
const plan = async ({ file, environment }: ImportOptions, place: Place): Promise<Planned[]> => {
  const path = resolve(file);
  const apps = appsOf(await loadConfig(path), path);
  const linkOf = (name: string): string => `${place.directory}/${name}`;
  const planned = apps.map((app, at) => planOne(app, at, () => planApp(app, dirname(path), environment, linkOf)));
  const names = planned.flatMap(({ plans }) => plans.map(({ name }) => name));
  const twice = names.find((name, at) => names.indexOf(name) < at);
  if (twice !== undefined) throw new Fatal(`${path}: two apps become ${twice}`);
  for (const name of names) freePlace(name, place);
  return planned;
};

const make = ({ name, plans, notes }: Planned, place: Place, helpers: Helpers): void => {
  for (const each of plans) say(madeLines(each, createService(each, place, helpers)));
  say(notes.map((note) => `  ${name}: ${note}`));
};

/** @returns 0, or 111 where nothing could be made. */
export const runImport = async (options: ImportOptions, complain: (reason: string) => void): Promise<number> => {
  const { directory, home } = options;
  const place: Place = {
    directory: directory === undefined ? usualDirectory() : resolve(directory),
    home: home === undefined ? undefined : resolve(home),
  };
  try {
    const planned = await plan(options, place);
    for (const each of planned) make(each, place, helpersOf());
    say([`they start as soon as a runsvdir sees them: runstate status --directory ${place.directory}`]);
    return 0;
  } catch (error) {
    if (!(error instanceof Fatal)) throw error;
    complain(printable(error.message));
    return FATAL;
  }
};
