import { parseArgs } from 'node:util';
import type { Command } from '../commands.ts';
import type { DoctorOptions } from './doctor.ts';

const OPTIONS = {
  json: { type: 'boolean', default: false },
  directory: { type: 'string', multiple: true },
} as const;

const optionsOf = (args: readonly string[]): DoctorOptions | undefined => {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: OPTIONS,
      allowPositionals: true,
    });
    const directories = [...(values.directory ?? []), ...positionals];
    return directories.includes('') ? undefined : { json: values.json, directories };
  } catch {
    return undefined;
  }
};

/** `runstate doctor`: finds mistakes in service directories. Exit code 1 where there are any. */
export const doctorCommand: Command = {
  options: OPTIONS,
  async run(args, { complain }) {
    const options = optionsOf(args);
    if (!options) return undefined;
    const { runDoctor } = await import('./doctor.ts');
    return runDoctor(options, complain);
  },
};
