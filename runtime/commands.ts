import { writeSync } from 'node:fs';
import { toBytes } from '../adapters/bytes.ts';
import type { Inherited } from '../adapters/inherited-note.ts';
import type { EarlySignals } from './early-signals.ts';
import helpFile from './help.json' with { type: 'json' };

/** What every command is given. */
export type Surroundings = {
  /** Takes the launcher's note of what Node has changed: for commands that start services. */
  readonly inherited: () => Inherited;
  /** What process 1 was sent while it was being loaded. */
  readonly early: EarlySignals;
  /** A line on standard error, under the program's name. */
  readonly complain: (reason: string) => void;
};

/** Options as `parseArgs` of Node takes them. */
export type CommandOptions = Readonly<Record<string, { readonly type: 'string' | 'boolean' }>>;

/** One command of `runstate`. What it says of itself is in its manual page: manual/pages/runstate-NAME.md. */
export type Command = {
  /** What it accepts. */
  readonly options: CommandOptions;
  /** @returns the exit code; undefined: called with the wrong arguments. */
  run(args: readonly string[], surroundings: Surroundings): Promise<number | undefined>;
};

/** Commands by name. */
export type Commands = Readonly<Record<string, Command>>;

/** Exit code of a program that was called wrongly. */
const WRONG_USAGE = 100;

type Help = { readonly usage: string; readonly summary: string; readonly details: readonly string[] };

/** Of every command: made by `npm run manual`, from its page. */
const HELP: Readonly<Record<string, Help>> = helpFile;
const HELP_WORDS: readonly string[] = ['help', '--help', '-h'];

const helpText = (name: string): string => {
  const { usage, summary, details } = HELP[name]!;
  return [`usage: runstate ${usage}`, summary, ...details].map((line) => `${line}\n`).join('');
};

/** The command whose help is asked for; undefined: no help is asked for. */
const helped = (commands: Commands, name: string | undefined, args: readonly string[]): string | undefined => {
  if (name !== undefined && HELP_WORDS.includes(name)) return args[0] ?? '';
  // Behind `--` there are the words of another program.
  const own = args.includes('--') ? args.slice(0, args.indexOf('--')) : args;
  return name !== undefined && Object.hasOwn(commands, name) && own.includes('--help') ? name : undefined;
};

const usageText = (commands: Commands): string => {
  const names = Object.keys(commands);
  const width = Math.max(...names.map(({ length }) => length));
  const lines = names.map((name) => `  ${name.padEnd(width)}  ${HELP[name]!.summary}`);
  return ['usage: runstate COMMAND', ...lines, 'runstate help COMMAND tells how one is used'].join('\n').concat('\n');
};

/**
 * Runs the command that the first argument names.
 *
 * @returns the exit code; 100 where it was called wrongly, with the usage on standard error.
 */
export const runCommand = async (
  commands: Commands,
  [first, ...args]: readonly string[],
  surroundings: Surroundings,
): Promise<number> => {
  const asked = helped(commands, first, args);
  if (asked === '' || (asked !== undefined && Object.hasOwn(commands, asked))) {
    writeSync(1, asked === '' ? usageText(commands) : helpText(asked));
    return 0;
  }
  const name = asked ?? first;
  const command =
    asked === undefined && name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) {
    if (name !== undefined) surroundings.complain(`there is no command ${name}`);
    writeSync(2, usageText(commands));
    return WRONG_USAGE;
  }
  const code = await command.run(args, surroundings);
  if (code === undefined) writeSync(2, toBytes(`usage: runstate ${HELP[name!]!.usage}\n`));
  return code ?? WRONG_USAGE;
};
