/**
 * The value that a file of an environment directory stands for: its first line without blanks at the end, NULs as
 * newlines. Undefined: the variable is removed.
 *
 * @param content the file, one character a byte.
 */
export const variableValue = (content: string): string | undefined =>
  content === ''
    ? undefined
    : content
        .split('\n', 1)[0]!
        .replace(/[ \t]+$/, '')
        .replaceAll('\0', '\n');

/** A change as runit notes it: `NAME=value`, or the name alone of a variable that is removed. */
export const variableChange = (name: string, value: string | undefined): string =>
  value === undefined ? name : `${name}=${value}`;

/**
 * Changes an environment: the first entry of that name goes, the last one moves into its place, the new one comes last.
 *
 * @param changes see {@link variableChange}; in a name that has a `=` the variable's name ends there, as in runit.
 */
export const changeEnvironment = (entries: readonly string[], changes: readonly string[]): string[] => {
  const changed = [...entries];
  for (const change of changes) {
    const end = change.indexOf('=');
    const start = `${end < 0 ? change : change.slice(0, end)}=`;
    const at = changed.findIndex((entry) => entry.startsWith(start));
    if (at >= 0) {
      const last = changed.pop()!;
      if (at < changed.length) changed[at] = last;
    }
    if (end >= 0) changed.push(change);
  }
  return changed;
};
