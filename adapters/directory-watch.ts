import { type FSWatcher, lstatSync, readlinkSync, statSync, watch } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { serviceKey } from '../machines/rules/reconcile.ts';
import { fromBytes, toBytes, toPath } from './bytes.ts';
import type { PathChanges } from './system.ts';

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

const keyOf = (path: string): string | undefined => {
  const stats = statSync(toPath(path), { bigint: true, throwIfNoEntry: false });
  return stats && serviceKey(stats);
};

/** Whether the end of a chain is what the kernel finds: one that was followed by its text may end elsewhere, or too early. */
const isEnd = ({ directory, name }: Watched, path: string): boolean => {
  try {
    return name === undefined && keyOf(directory) === keyOf(path);
  } catch {
    return false;
  }
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

/** Who is told of a change. */
export type Watching = {
  /** A name in the directory has changed; or, undefined, anything, as where a link on the way leads. */
  readonly changed: (name: string | undefined) => void;
  /** The path may lead elsewhere. Told once; of what comes then, only after {@link DirectoryWatch.renew}. */
  readonly moved: () => void;
};

/**
 * Tells, through inotify, what becomes of a directory. What cannot be told (no watches left, a network file system) is left to
 * the periodic look.
 */
export class DirectoryWatch {
  readonly #path: string;
  readonly #paths: PathChanges | undefined;
  readonly #watching: Watching;
  #watchers: FSWatcher[] = [];
  /** Everything is watched that Node can watch. */
  #isWhole = false;
  #endOfWay: (() => void) | undefined;

  /** @param paths undefined: of what is no link on the way nobody tells. */
  constructor(path: string, paths: PathChanges | undefined, watching: Watching) {
    this.#path = path;
    this.#paths = paths;
    this.#watching = watching;
  }

  /** Whether there can be no change that is not told of. */
  get tellsAll(): boolean {
    return this.#isWhole && this.#endOfWay !== undefined;
  }

  /** Begins to watch, and watches what it could not, or what it has told of: to be called before each look. */
  renew(): void {
    this.#endOfWay ??= this.#paths?.watch(this.#path, this.#moved);
    if (!this.#isWhole) this.#rewatch();
  }

  readonly #moved = (): void => {
    this.#endOfWay = undefined;
    this.#isWhole = false;
    this.#watching.moved();
  };

  #rewatch(): void {
    this.#unwatch();
    const chain = chainOf(this.#path);
    this.#watchers = chain.flatMap((watched) => this.#watch(watched));
    this.#isWhole = this.#watchers.length === chain.length && isEnd(chain.at(-1)!, this.#path);
  }

  #watch(watched: Watched): FSWatcher[] {
    try {
      const watcher = watch(toPath(watched.directory), { encoding: 'buffer' }, (_, changed) => {
        if (!matches(watched.name, changed)) return;
        const told = nameOf(watched, changed);
        if (told === undefined) this.#rewatch();
        this.#watching.changed(told);
      });
      watcher.on('error', () => {
        watcher.close();
        this.#isWhole = false;
        this.#watching.changed(undefined);
      });
      return [watcher];
    } catch {
      return [];
    }
  }

  #unwatch(): void {
    for (const watcher of this.#watchers.splice(0)) watcher.close();
  }

  close(): void {
    this.#endOfWay?.();
    this.#unwatch();
  }
}
