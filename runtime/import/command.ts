import { parseArgs } from 'node:util';
import type { Command } from '../commands.ts';
import type { ImportOptions } from './import.ts';

const OPTIONS = {
  env: { type: 'string' },
  directory: { type: 'string' },
  in: { type: 'string' },
} as const;

/** Reads `pm2 FILE` and options; undefined where it is something else. */
const optionsOf = (args: readonly string[]): ImportOptions | undefined => {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
    const [from, file, ...more] = positionals;
    if (from !== 'pm2' || !file || more.length > 0) return undefined;
    return { file, environment: values.env, directory: values.directory, home: values.in };
  } catch {
    return undefined;
  }
};

/** `runstate import`: writes service directories for what another supervisor was told. */
export const importCommand: Command = {
  options: OPTIONS,
  async run(args, { complain }) {
    const options = optionsOf(args);
    if (!options) return undefined;
    const { runImport } = await import('./import.ts');
    return runImport(options, complain);
  },
};
