import { join } from 'node:path';
import type { Command } from '../commands.ts';
import { runDemo } from './demo.ts';
import { servicesDirectory, supervisedIn } from './services-directory.ts';

/** `runstate demo [DIR]`. */
export const demoCommand: Command = {
  options: {},
  async run(args, { home, inherited, complain }) {
    if (args.length > 1) return undefined;
    const directory = servicesDirectory(args[0], join(home, 'examples'));
    try {
      const taken = supervisedIn(directory.path);
      if (taken !== undefined) {
        complain(`${directory.path}/${taken} is supervised already: is a demo running in another terminal?`);
        return 111;
      }
      return await runDemo({ directory: directory.path, bin: join(home, 'dist/bin') }, inherited());
    } catch (error) {
      complain(`unable to run a demo over ${directory.path}: ${error instanceof Error ? error.message : error}`);
      return 111;
    } finally {
      directory.dispose();
    }
  },
};
