import { accessSync, constants, readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fromBytes, toBytes } from '../../adapters/bytes.ts';
import { execLine } from '../../machines/rules/svlog/exec-line.ts';
import { type SvlogdOptions, svlogdOptions } from '../../machines/rules/svlog/options.ts';
import { MOST_MARKS } from '../../machines/rules/svlog/spool-record.ts';

/** Longer scripts do more than `exec svlogd`. */
const LONGEST_SCRIPT = 4096;

/** Longer lines want memory that only a process of its own can be refused. */
const LONGEST_LINE = 65_536;

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
};

/** The file that a shell would execute; undefined: none. */
const resolveCommand = (command: string, root: string, path: string): string | undefined => {
  if (command.includes('/')) return command.startsWith('/') ? command : root + command;
  return path
    .split(':')
    .map((folder) => join(folder.startsWith('/') ? folder : root + folder, command))
    .find(isExecutable);
};

/**
 * The options of a log service's `run` where it does nothing but become our own svlogd; undefined: it is another
 * program, or cannot be told from one.
 *
 * @param root prefix of paths in the directory that `run` is in.
 * @param own path of our svlogd.
 */
export const ownSvlogdOptions = (root: string, own: string): SvlogdOptions | undefined => {
  const file = `${root}run`;
  try {
    if (!isExecutable(file) || statSync(file).size > LONGEST_SCRIPT) return undefined;
    const [command, ...args] = execLine(readFileSync(file, 'latin1')) ?? [];
    if (command === undefined) return undefined;
    const program = resolveCommand(command, root, process.env.PATH ?? '');
    if (program === undefined || realpathSync(program) !== own) return undefined;
    const words = args.map((word) => fromBytes(Buffer.from(word, 'latin1')));
    const options = svlogdOptions(words, toBytes);
    if ('problem' in options || options.length > LONGEST_LINE) return undefined;
    return options.directories.length > MOST_MARKS ? undefined : options;
  } catch {
    // Whatever keeps it from being read, starting it will tell.
    return undefined;
  }
};
