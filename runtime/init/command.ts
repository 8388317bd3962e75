import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from '../commands.ts';
import { runInit } from './init.ts';
import { INIT_OPTIONS, initOptions } from './options.ts';

const isDirectory = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** `runstate init [--main NAME] [--timeout S] DIR`. */
export const initCommand: Command = {
  options: INIT_OPTIONS,
  async run(args, { inherited, early, complain }) {
    const options = initOptions(args);
    if (!options) return undefined;
    const { directory, main } = options;
    const missing = [directory, ...(main === undefined ? [] : [join(directory, main)])].find(
      (path) => !isDirectory(path),
    );
    if (missing !== undefined) {
      complain(`there is no directory ${missing}`);
      return 111;
    }
    return runInit(options, inherited(), early);
  },
};
