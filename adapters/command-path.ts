import { accessSync, constants, statSync } from 'node:fs';
import { join } from 'node:path';
import { toPath } from './bytes.ts';

/** Whether a path is that of a file which we may execute. */
export const isExecutable = (path: string): boolean => {
  try {
    // Most folders of a PATH do not have it: no exception for each.
    if (!statSync(toPath(path), { throwIfNoEntry: false })?.isFile()) return false;
    accessSync(toPath(path), constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/**
 * The file that a shell would execute; undefined: none. Whether what is named by a path is there is not looked at.
 *
 * @param root prefix of paths that do not begin with a slash.
 * @param path as the variable `PATH` has it.
 */
export const commandPath = (command: string, root: string, path: string): string | undefined => {
  if (command.includes('/')) return command.startsWith('/') ? command : root + command;
  return path
    .split(':')
    .map((folder) => join(folder.startsWith('/') ? folder : root + folder, command))
    .find(isExecutable);
};
