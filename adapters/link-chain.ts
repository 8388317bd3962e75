import { lstatSync, readlinkSync, realpathSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { fromBytes, toBytes, toPath } from './bytes.ts';

/** Longest chain of links the kernel follows. */
export const LONGEST_CHAIN = 40;

/** Something to watch: a directory and, for the directory of a link, the one name in it that matters. */
export type Watched = { readonly directory: string; readonly name: string | undefined };

/** The directories of every link that a path leads through, and the directory that it leads to, as their text has it. */
export const chainOf = (path: string): Watched[] => {
  const chain: Watched[] = [];
  let at = resolve(path);
  for (let steps = 0; steps < LONGEST_CHAIN; steps++) {
    try {
      if (!lstatSync(toPath(at)).isSymbolicLink()) break;
      chain.push({ directory: dirname(at), name: at.slice(at.lastIndexOf('/') + 1) });
      at = resolve(dirname(at), readlinkSync(toPath(at)));
    } catch {
      // Not there (yet): its appearance is what to wait for.
      return [...chain, { directory: dirname(at), name: at.slice(at.lastIndexOf('/') + 1) }];
    }
  }
  return [...chain, { directory: at, name: undefined }];
};

/** The directory that a path leads to, as the kernel has it. */
export const endOf = (path: string): Watched[] => {
  try {
    return [{ directory: fromBytes(realpathSync.native(toPath(path), 'buffer')), name: undefined }];
  } catch {
    // It has gone just now: what stands for it is not there, either.
    return [{ directory: path, name: undefined }];
  }
};

/** Whether a change in the directory is one that matters. */
export const matches = (name: string | undefined, changed: Buffer | null): boolean =>
  name === undefined || changed === null || changed.equals(toBytes(name));

/**
 * The name in the directory that has changed. Undefined: the link itself may lead elsewhere now, or the directory may be
 * another one; of itself, too, inotify tells by its name.
 */
export const nameOf = ({ directory, name }: Watched, changed: Buffer | null): string | undefined =>
  name !== undefined || changed === null || changed.equals(toBytes(basename(directory)))
    ? undefined
    : fromBytes(changed);
