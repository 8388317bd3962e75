import { constants, openSync } from 'node:fs';
import { toPath } from './bytes.ts';

const { O_WRONLY, O_APPEND, O_CREAT, O_NONBLOCK } = constants;

/** Opens a file that is only ever added to, or locked, as runit does: made where there is none, for its owner alone. */
export const openAppend = (path: string): number =>
  openSync(toPath(path), O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK, 0o600);
