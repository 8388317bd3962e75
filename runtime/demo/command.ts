import type { Command } from '../commands.ts';
import { examplesDirectory, programsDirectory } from '../installation.ts';
import { runDemo } from './demo.ts';
import { servicesDirectory, supervisedIn } from './services-directory.ts';

/** `runstate demo [DIR]`. */
export const demoCommand: Command = {
  options: {},
  async run(args, { inherited, complain }) {
    if (args.length > 1) return undefined;
    const examples = examplesDirectory();
    if (args[0] === undefined && examples === undefined) {
      complain('there are no examples in the single executable: name a directory of services');
      return 100;
    }
    const directory = servicesDirectory(args[0], examples ?? '');
    try {
      const taken = supervisedIn(directory.path);
      if (taken !== undefined) {
        complain(`${directory.path}/${taken} is supervised already: is a demo running in another terminal?`);
        return 111;
      }
      return await runDemo({ directory: directory.path, bin: programsDirectory() }, inherited());
    } catch (error) {
      complain(`unable to run a demo over ${directory.path}: ${error instanceof Error ? error.message : error}`);
      return 111;
    } finally {
      directory.dispose();
    }
  },
};
