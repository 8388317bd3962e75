import { writeFileSync } from 'node:fs';

/**
 * Shows the program in `ps` by its own command line instead of Node's. Setting the title renames the process to the
 * title's beginning; it is named by `name` again, because tools such as pgrep look for that.
 */
export const setTitle = (name: string, title: string): void => {
  process.title = title;
  try {
    writeFileSync('/proc/self/comm', name);
  } catch {
    // No /proc: the title has to do.
  }
};
