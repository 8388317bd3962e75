import { writeSync } from 'node:fs';
import { toBytes } from '../adapters/bytes.ts';
import type { Inherited } from '../adapters/inherited-note.ts';
import type { EarlySignals } from './early-signals.ts';

/** What every command is given. */
export type Surroundings = {
  /** The directory that this package is installed in. */
  readonly home: string;
  /** Takes the launcher's note of what Node has changed: for commands that start services. */
  readonly inherited: () => Inherited;
  /** What process 1 was sent while it was being loaded. */
  readonly early: EarlySignals;
  /** A line on standard error, under the program's name. */
  readonly complain: (reason: string) => void;
};

/** One command of `runstate`. */
export type Command = {
  /** Its name and arguments. */
  readonly usage: string;
  /** What it does, in a line. */
  readonly summary: string;
  /** @returns the exit code; undefined: called with the wrong arguments. */
  run(args: readonly string[], surroundings: Surroundings): Promise<number | undefined>;
};

/** Commands by name. */
export type Commands = Readonly<Record<string, Command>>;

/** Exit code of a program that was called wrongly. */
const WRONG_USAGE = 100;

const usageText = (commands: Commands): string => {
  const all = [...Object.values(commands), { usage: 'help', summary: 'show this' }];
  const width = Math.max(...all.map(({ usage }) => usage.length));
  return ['usage: runstate COMMAND', ...all.map(({ usage, summary }) => `  ${usage.padEnd(width)}  ${summary}`)]
    .map((line) => `${line}\n`)
    .join('');
};

/**
 * Runs the command that the first argument names.
 *
 * @returns the exit code; 100 where it was called wrongly, with the usage on standard error.
 */
export const runCommand = async (
  commands: Commands,
  [name, ...args]: readonly string[],
  surroundings: Surroundings,
): Promise<number> => {
  if (name === 'help' || name === '--help' || name === '-h') {
    writeSync(1, usageText(commands));
    return 0;
  }
  const command = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) {
    if (name !== undefined) surroundings.complain(`there is no command ${name}`);
    writeSync(2, usageText(commands));
    return WRONG_USAGE;
  }
  const code = await command.run(args, surroundings);
  if (code === undefined) writeSync(2, toBytes(`usage: runstate ${command.usage}\n`));
  return code ?? WRONG_USAGE;
};
