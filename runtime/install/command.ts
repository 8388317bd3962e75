import { realpathSync } from 'node:fs';
import { writeText } from '../../adapters/standard-output.ts';
import { codeOf } from '../../adapters/system.ts';
import { errnoText } from '../../machines/rules/errno-text.ts';
import type { Command } from '../commands.ts';
import { ownProgram, unpack } from '../installation.ts';
import { NAMES } from '../program-names.ts';
import { callable, isForeign } from './callable.ts';

const FATAL = 111;

const install = (directory: string, complain: (reason: string) => void): number => {
  const real = realpathSync(directory);
  // All are looked at before one is made: C runit's are not to be half replaced.
  const foreign = NAMES.filter((name) => isForeign(`${real}/${name}`));
  for (const name of foreign) complain(`${directory}/${name} is there already, and none of runstate's`);
  if (foreign.length > 0) return FATAL;
  unpack();
  for (const name of NAMES) callable(name, real);
  writeText(1, `runstate: info: ${directory}: ${NAMES.length} programs lead to ${ownProgram('runstate')[0]}\n`);
  return 0;
};

/** `runstate install`: all programs can be called by their names in a directory. */
export const installCommand: Command = {
  options: {},
  async run(args, { complain }) {
    const [directory] = args;
    if (directory === undefined || args.length > 1) return undefined;
    try {
      return install(directory, complain);
    } catch (error) {
      complain(`unable to install programs in ${directory}: ${errnoText(codeOf(error))}`);
      return FATAL;
    }
  },
};
