import { closeSync, constants, fstatSync, openSync, statSync } from 'node:fs';
import type { Inherited } from './inherited-note.ts';

const STDIN = 0;

/** Both that there was no standard input, and that Node's stand-in is what is there: a descriptor in use is never closed. */
const isInputClosed = ({ hasInput }: Inherited): boolean =>
  !hasInput && fstatSync(STDIN).rdev === statSync('/dev/null').rdev;

/**
 * Looks whether the directory that svlogd is started in can be opened, as runit does, which keeps it open. Where there is
 * no standard input the directory becomes descriptor 0, and that it cannot be read is how runit tells of it.
 *
 * Throws the errors of open(2).
 */
export const openStartDirectory = (inherited: Inherited): void => {
  const isInput = isInputClosed(inherited);
  if (isInput) closeSync(STDIN);
  const fd = openSync('.', constants.O_RDONLY);
  if (!isInput) closeSync(fd);
};
