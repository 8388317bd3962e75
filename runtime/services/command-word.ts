import { dirname, resolve } from 'node:path';
import { commandPath, isExecutable } from '../../adapters/command-path.ts';
import { environmentVariable } from '../../adapters/environment-variable.ts';
import { Fatal } from '../fatal.ts';
import { ownProgram } from '../installation.ts';
import type { Helpers } from './plan.ts';

/** Where every supervisor searches programs, whatever the PATH of who makes a service. */
const USUAL: readonly string[] = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

const ownPath = (): string => environmentVariable('PATH') ?? USUAL.join(':');

/** A path is as the shell has it in which the command was called, unless the program is to run somewhere else. */
const pathWord = (command: string, directory: string | undefined): string => {
  const path = resolve(directory ?? '.', command);
  if (!isExecutable(path)) throw new Fatal(`there is no program ${path} that can be executed`);
  return directory === undefined ? path : command;
};

/**
 * The first word of a service's command, as its `run` is to have it: what would not be found there becomes a full path.
 * Throws {@link Fatal} where there is no such program.
 *
 * @param directory where the program runs, if that is not the service directory.
 * @param path the PATH that it gets; undefined: the supervisor's, which is not known.
 */
export const commandWord = (command: string, directory: string | undefined, path: string | undefined): string => {
  if (command.includes('/')) return pathWord(command, directory);
  const found = commandPath(command, `${resolve(directory ?? '.')}/`, path ?? ownPath());
  if (found === undefined || command === '') throw new Fatal(`there is no program ${command} in PATH`);
  const isFoundThere = path !== undefined || USUAL.includes(dirname(found));
  return isFoundThere && !command.startsWith('-') ? command : found;
};

/** runit's programs as scripts call them: by their names where PATH has them, else this package's own. */
export const helpersOf = (): Helpers => {
  const words = (name: string): readonly string[] =>
    commandPath(name, '/', ownPath()) === undefined ? ownProgram(name) : [name];
  return { chpst: words('chpst'), svlogd: words('svlogd'), sv: words('sv') };
};
