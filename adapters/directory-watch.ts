import { type FSWatcher, lstatSync, readlinkSync, watch } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { Observable } from 'rxjs';
import { toBytes, toPath } from './bytes.ts';

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
 * Tells, through inotify, that a directory may have changed: names in it, or where a link on the way to it leads.
 * What inotify cannot tell (no watches left, a network file system) is left to the periodic look.
 */
export const watchDirectory = (path: string): Observable<void> =>
  new Observable<void>((subscriber) => {
    let watchers: FSWatcher[] = [];
    const unwatch = (): void => {
      for (const watcher of watchers.splice(0)) watcher.close();
    };
    const rewatch = (): void => {
      unwatch();
      watchers = chainOf(path).flatMap(({ directory, name }) => {
        try {
          const watcher = watch(toPath(directory), { encoding: 'buffer' }, (_, changed) => {
            if (!matches(name, changed)) return;
            // The link itself may lead elsewhere now, and the directory may be another one: of itself, too, inotify
            // tells by its name.
            if (name !== undefined || changed === null || changed.equals(toBytes(basename(directory)))) rewatch();
            subscriber.next();
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
