import { closeSync, constants, openSync } from 'node:fs';
import { toPath } from '../../adapters/bytes.ts';
import { commandPath, isExecutable } from '../../adapters/command-path.ts';
import { environmentVariable } from '../../adapters/environment-variable.ts';
import { type FoundFile, lookAt } from '../../adapters/found-file.ts';
import { readPart } from '../../adapters/plain-file.ts';
import { settingsOf } from './background.ts';
import type { ProgramFacts } from './facts.ts';
import { lastCommand } from './last-command.ts';
import { unwrapped } from './unwrapped.ts';

/** Longer scripts are looked at as far as that, longer settings not at all. */
const LONGEST = 65_536;
/** What PATH may have been for a supervisor, whoever we are. */
const USUAL = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Shells whose scripts are read alike; runit-helper's invoke-run is one that reads settings before. */
const SHELL = /(^|\/)(sh|dash|bash|ash|ksh|mksh|busybox|invoke-run)$/;

/** The beginning of a file, one character a byte; undefined: it is no file, or not for us. */
const beginning = (path: string): string | undefined => {
  try {
    if (lookAt(path)?.kind !== 'file') return undefined;
    const fd = openSync(toPath(path), constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      return readPart(fd, 0, LONGEST).toString('latin1');
    } finally {
      closeSync(fd);
    }
  } catch {
    return undefined;
  }
};

const isFound = (command: string, root: string): boolean => {
  const found = commandPath(command, root, `${environmentVariable('PATH') ?? ''}:${USUAL}`);
  return found !== undefined && isExecutable(found);
};

/** By what a script is run: of `env`, what that searches. */
const interpreterOf = (text: string, root: string): ProgramFacts['interpreter'] => {
  const [, line = ''] = /^#![ \t]*([^\r\n]*)/.exec(text) ?? [];
  const [path, first, ...rest] = line.trim().split(/[ \t]+/);
  if (!path) return undefined;
  const isEnv = path.endsWith('/env') && first !== undefined && rest.length === 0 && !/^-|=/.test(first);
  if (!isEnv || !isExecutable(path)) return { name: path, isThere: isExecutable(path) };
  return { name: first, isThere: isFound(first, root) };
};

const relative = (path: string, root: string): string => (path.startsWith('/') ? path : root + path);

/** Looks at a program of a service; undefined: it is not there. */
export const gatherProgram = (root: string, name: string): ProgramFacts | undefined => {
  const file: FoundFile | undefined = lookAt(root + name);
  if (!file) return undefined;
  const place = `${root}${name.slice(0, name.lastIndexOf('/') + 1)}`;
  const text = beginning(file.path);
  const interpreter = text === undefined ? undefined : interpreterOf(text, place);
  const isShell = text !== undefined && interpreter !== undefined && SHELL.test(interpreter.name);
  const last = isShell && text.length < LONGEST ? lastCommand(text) : undefined;
  const becomes = last && unwrapped(last.words);
  const settings = becomes && settingsOf(becomes);
  return {
    ...{ file, text: isShell || !text?.startsWith('\x7fELF') ? text : '\x7fELF', interpreter, last, becomes },
    settings: settings === undefined ? undefined : beginning(relative(settings, place)),
  };
};
