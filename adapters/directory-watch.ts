import { type FSWatcher, statSync, watch } from 'node:fs';
import { serviceKey } from '../machines/rules/reconcile.ts';
import { toPath } from './bytes.ts';
import { chainOf, matches, nameOf, type Watched } from './link-chain.ts';
import type { PathChanges } from './system.ts';

/** Which directory it is, as the kernel finds it; undefined: none that can be looked at. */
const keyOf = (path: string): string | undefined => {
  try {
    return serviceKey(statSync(toPath(path), { bigint: true }));
  } catch {
    return undefined;
  }
};

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
  /** What the path led to when it was watched, and what is watched: a way that is followed by its text may end elsewhere. */
  #key: string | undefined;
  #watched: string | undefined;
  /** Everything is watched that Node can watch. */
  #isWhole = false;
  /** What is watched may be something else by now. */
  #isStale = true;
  #isClosed = false;
  #endOfWay: (() => void) | undefined;

  /** @param paths undefined: of what is no link on the way nobody tells. */
  constructor(path: string, paths: PathChanges | undefined, watching: Watching) {
    this.#path = path;
    this.#paths = paths;
    this.#watching = watching;
  }

  /**
   * Whether there can be no change that is not told of.
   *
   * @param key of the directory that was looked at: its removal is not told while somebody is in it or in what it had.
   */
  tellsAllOf(key: string | undefined): boolean {
    const isWatched = this.#isWhole && this.#endOfWay !== undefined;
    return isWatched && key !== undefined && key === this.#key && key === this.#watched;
  }

  /**
   * Begins to watch, and watches anew what is another directory by now: to be called before each look.
   *
   * @param retries tries again what could not be watched.
   * @returns whether it watches anew: what was about to be told may be lost.
   */
  renew(retries = false): boolean {
    if (this.#isClosed) return false;
    if (keyOf(this.#path) !== this.#key || (retries && !this.#isWhole)) this.#isStale = true;
    if (this.#isStale) this.#leaveWay();
    this.#endOfWay ??= this.#paths?.watch(this.#path, this.#moved);
    if (!this.#isStale) return false;
    this.#isStale = false;
    this.#rewatch();
    return true;
  }

  readonly #moved = (): void => {
    this.#endOfWay = undefined;
    this.#watching.moved();
  };

  #rewatch(): void {
    this.#unwatch();
    this.#key = keyOf(this.#path);
    const chain = chainOf(this.#path);
    const { directory, name } = chain.at(-1)!;
    this.#watched = name === undefined ? keyOf(directory) : undefined;
    // Where somebody tells of the links, the directories that they are in are left alone: there may be much going on.
    const left = this.#endOfWay ? chain.slice(-1) : chain;
    this.#watchers = left.flatMap((watched) => this.#watch(watched));
    this.#isWhole = this.#watchers.length === left.length;
  }

  #watch(watched: Watched): FSWatcher[] {
    try {
      const watcher = watch(toPath(watched.directory), { encoding: 'buffer' }, (_, changed) => {
        if (!matches(watched.name, changed)) return;
        const told = nameOf(watched, changed);
        if (told === undefined) this.#isStale = true;
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

  #leaveWay(): void {
    this.#endOfWay?.();
    this.#endOfWay = undefined;
  }

  close(): void {
    this.#isClosed = true;
    this.#leaveWay();
    this.#unwatch();
  }
}
