import { type FSWatcher, lstatSync, readlinkSync, watch } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { Observable } from 'rxjs';
import { fromBytes, toBytes, toPath } from './bytes.ts';

/** Longest chain of links the kernel follows. */
const LONGEST_CHAIN = 40;

/** Something to watch: a directory and, for the directory of a link, the one name in it that matters. */
type Watched = { readonly directory: string; readonly name: string | undefined };

/** The directories of every link that a path leads through, and the directory that it leads to. */
const chainOf = (path: string): Watched[] => {
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

const matches = (name: string | undefined, changed: Buffer | null): boolean =>
  name === undefined || changed === null || changed.equals(toBytes(name));

/**
 * The name in the directory that has changed. Undefined: the link itself may lead elsewhere now, or the directory may be
 * another one; of itself, too, inotify tells by its name.
 */
const nameOf = ({ directory, name }: Watched, changed: Buffer | null): string | undefined =>
  name !== undefined || changed === null || changed.equals(toBytes(basename(directory)))
    ? undefined
    : fromBytes(changed);

/**
 * Tells, through inotify, that a directory may have changed: a name in it or, where undefined, anything, as where a link
 * on the way to it leads.
 * What inotify cannot tell (no watches left, a network file system) is left to the periodic look.
 */
export const watchDirectory = (path: string): Observable<string | undefined> =>
  new Observable((subscriber) => {
    let watchers: FSWatcher[] = [];
    const unwatch = (): void => {
      for (const watcher of watchers.splice(0)) watcher.close();
    };
    const rewatch = (): void => {
      unwatch();
      watchers = chainOf(path).flatMap((watched) => {
        try {
          const watcher = watch(toPath(watched.directory), { encoding: 'buffer' }, (_, changed) => {
            if (!matches(watched.name, changed)) return;
            const told = nameOf(watched, changed);
            if (told === undefined) rewatch();
            subscriber.next(told);
          });
          watcher.on('error', () => watcher.close());
          return [watcher];
        } catch {
          return [];
        }
      });
    };
    rewatch();
    return unwatch;
  });
