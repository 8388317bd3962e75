import { resolve } from 'node:path';
import { writeText } from '../../adapters/standard-output.ts';
import type { Command } from '../commands.ts';
import { printable } from '../demo/words.ts';
import { Fatal } from '../fatal.ts';
import { mustBeAccount } from '../services/account.ts';
import { commandWord, helpersOf } from '../services/command-word.ts';
import { createService, mustBeDirectory, type Place } from '../services/create.ts';
import { nameProblem, type ServicePlan } from '../services/plan.ts';
import { madeLines, nextLine } from '../services/told.ts';
import { variableProblem } from '../services/variable-file.ts';
import { usualDirectory } from '../watch/find-supervisor.ts';
import { NEW_OPTIONS, type NewOptions, newOptions } from './options.ts';

const FATAL = 111;
const WRONG_USAGE = 100;

const planOf = ({ name, command, user, environment, chdir, log, down }: NewOptions): ServicePlan => {
  if (user !== undefined) mustBeAccount(user);
  if (chdir !== undefined) mustBeDirectory(chdir);
  const [program, ...rest] = command;
  const word = commandWord(program, chdir, environment.get('PATH'));
  return { name, command: [word, ...rest], user, environment, directory: chdir, log, down };
};

/** Why what was asked for cannot be had, whatever the machine is like. */
const problemOf = ({ name, environment }: NewOptions): string | undefined => {
  const problems = [...environment].map(([variable, value]) => variableProblem(variable, value));
  return nameProblem(name) ?? problems.find((problem) => problem !== undefined);
};

const make = (options: NewOptions): void => {
  const { directory, home } = options;
  const place: Place = {
    directory: directory === undefined ? usualDirectory() : resolve(directory),
    home: home === undefined ? undefined : resolve(home),
  };
  const plan = planOf(options);
  const made = createService(plan, place, helpersOf());
  writeText(1, [...madeLines(plan, made), nextLine(plan, made)].map((line) => `${printable(line)}\n`).join(''));
};

/** `runstate new`: writes a service directory with its log service. */
export const newCommand: Command = {
  options: NEW_OPTIONS,
  async run(args, { complain }) {
    const options = newOptions(args);
    if (!options) return undefined;
    const problem = problemOf(options);
    if (problem !== undefined) {
      complain(printable(problem));
      return WRONG_USAGE;
    }
    try {
      make(options);
      return 0;
    } catch (error) {
      if (!(error instanceof Fatal)) throw error;
      complain(printable(error.message));
      return FATAL;
    }
  },
};
