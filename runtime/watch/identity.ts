import { type BigIntStats, statSync } from 'node:fs';
import { toPath } from '../../adapters/bytes.ts';

/** What a path leads to at this moment, by device and inode; undefined: nothing that can be reached. */
export type Identity = Pick<BigIntStats, 'dev' | 'ino'> | undefined;

export const identityOf = (path: string): Identity => {
  try {
    return statSync(toPath(path), { bigint: true, throwIfNoEntry: false });
  } catch {
    return undefined;
  }
};

/** Whether both are there, and the same. */
export const isSame = (one: Identity, other: Identity): boolean =>
  one !== undefined && one.dev === other?.dev && one.ino === other.ino;
