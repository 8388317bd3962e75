import { existsSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { toPath } from '../../../adapters/bytes.ts';
import { literalWords } from '../../../machines/rules/shell-words.ts';
import { Fatal } from '../../fatal.ts';
import { commandWord } from '../../services/command-word.ts';
import { type App, setting, textSetting, wordsOf } from './app.ts';

/** What runs a script, by its name, as pm2 has it. */
const INTERPRETERS: Readonly<Record<string, string>> = {
  '.js': 'node',
  '.cjs': 'node',
  '.mjs': 'node',
  '.ts': 'node',
  '.sh': 'bash',
  '.py': 'python3',
  '.rb': 'ruby',
  '.php': 'php',
  '.pl': 'perl',
};

/** A command, and whether it is Node that runs it. */
export type AppCommand = { readonly words: readonly [string, ...string[]]; readonly isNode: boolean };

/** Where an app runs: pm2's `cwd`, and else where its file is. */
export const directoryOf = (app: App, home: string): string => resolve(home, textSetting(app, 'cwd') ?? '.');

const MEGABYTES: Readonly<Record<string, number>> = { K: 1 / 1024, M: 1, G: 1024 };

/** `300M` in megabytes; undefined: it is none, or less than one. */
export const megabytes = (text: string): number | undefined => {
  const [, number, unit] = /^(\d+(?:\.\d+)?)([KMG])?B?$/i.exec(text.trim()) ?? [];
  const size = Number(number) * (MEGABYTES[unit?.toUpperCase() ?? ''] ?? 1 / (1024 * 1024));
  return size >= 1 ? Math.floor(size) : undefined;
};

/** Node ends itself where its heap grows larger than that. */
const heapLimit = (app: App, given: readonly string[]): string[] => {
  const size = megabytes(textSetting(app, 'max_memory_restart') ?? '');
  const isSet = given.some((word) => word.startsWith('--max-old-space-size'));
  return size === undefined || isSet ? [] : [`--max-old-space-size=${size}`];
};

const interpreterOf = (app: App, isFile: boolean): string | undefined => {
  const given = textSetting(app, 'interpreter', 'exec_interpreter');
  if (given !== undefined) return given === 'none' ? undefined : given;
  return isFile ? INTERPRETERS[extname(app.script)] : undefined;
};

/** Where the script is run by itself it must not be searched in PATH, if it is there. */
const scriptWord = (script: string): string => (script.includes('/') ? script : `./${script}`);

/** A script with blanks in it is a command line: its words, or, where there is more to it, what a shell makes of it. */
const lineWords = (script: string): [string, ...string[]] => {
  const [first, ...rest] = literalWords(script) ?? [];
  return first === undefined ? ['sh', '-c', script] : [first, ...rest];
};

const direct = (app: App, isFile: boolean, directory: string, path: string | undefined): AppCommand['words'] => {
  const [first, ...rest] = isFile ? [scriptWord(app.script)] : lineWords(app.script);
  return [commandWord(first!, directory, path), ...rest, ...wordsOf(app.args)];
};

/**
 * The command of an app. Throws {@link Fatal} where there is no such script, or nothing to run it.
 *
 * @param directory where it runs.
 * @param path the PATH that it gets, if it is given one.
 */
export const appCommand = (app: App, directory: string, path: string | undefined): AppCommand => {
  const { script } = app;
  const isFile = existsSync(toPath(resolve(directory, script)));
  const interpreter = interpreterOf(app, isFile);
  if (interpreter === undefined) return { words: direct(app, isFile, directory, path), isNode: false };
  if (!isFile) throw new Fatal(`there is no script ${resolve(directory, script)}`);
  const isNode = /(^|\/)node(js)?$/.test(interpreter);
  const given = wordsOf(setting(app, 'interpreter_args', 'node_args', 'interpreterArgs'));
  const options = isNode ? [...given, ...heapLimit(app, given)] : given;
  return { words: [commandWord(interpreter, directory, path), ...options, script, ...wordsOf(app.args)], isNode };
};
