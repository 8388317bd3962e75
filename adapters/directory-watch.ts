import { type FSWatcher, watch } from 'node:fs';
import { toPath } from './bytes.ts';
import { keyOf } from './directory-key.ts';
import { chainOf, endOf, matches, nameOf, type Watched } from './link-chain.ts';
import type { PathChanges } from './system.ts';

/** Who is told of a change. */
export type Watching = {
  /** A name in the directory has changed; or, undefined, anything, as where a link on the way leads. */
  readonly changed: (name: string | undefined) => void;
  /** The path may lead elsewhere. Told once; again only after {@link DirectoryWatch.renew} that retries. */
  readonly moved: () => void;
};

/** What is watched. */
type Hold = {
  /** What the path led to. */
  readonly key: string | undefined;
  /** The directory alone, as somebody watches the way to it; else each link of its chain as well. */
  readonly isByWay: boolean;
  /** Every watch that was wanted could be had, and is one of what the path led to. */
  readonly isWhole: boolean;
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
  /** Undefined: what is watched may be something else than it was by now. */
  #hold: Hold | undefined;
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
    const hold = this.#hold;
    return key !== undefined && key === hold?.key && hold.isWhole && hold.isByWay && this.#hasWay;
  }

  get #hasWay(): boolean {
    return this.#endOfWay !== undefined;
  }

  /**
   * Begins to watch, and watches anew what is another directory by now: to be called before each look.
   *
   * @param retries tries again what could not be watched.
   * @returns whether it watches anew: what was about to be told may be lost.
   */
  renew(retries = false): boolean {
    if (this.#isClosed) return false;
    const hold = keyOf(this.#path) === this.#hold?.key ? this.#hold : undefined;
    if (!hold) this.#leaveWay();
    if (!hold || retries) this.#endOfWay ??= this.#paths?.watch(this.#path, this.#moved);
    const isAsBefore = hold?.isByWay === this.#hasWay;
    if (hold && (!retries || (hold.isWhole && isAsBefore))) return false;
    const { length } = this.#watchers;
    this.#rewatch();
    // Where it can be watched no more than before, each turn tries: what it looks at would show if anything was lost.
    return !isAsBefore || this.#watchers.length > length;
  }

  readonly #moved = (): void => {
    this.#endOfWay = undefined;
    this.#watching.moved();
  };

  #rewatch(): void {
    this.#unwatch();
    const key = keyOf(this.#path);
    const isByWay = this.#hasWay;
    // Where somebody tells of the links, the directories that they are in are left alone: there may be much going on.
    const chain = isByWay ? endOf(this.#path) : chainOf(this.#path);
    this.#watchers = chain.flatMap((watched) => this.#watch(watched));
    const isAnother = isByWay && keyOf(chain[0]!.directory) !== key;
    this.#hold = { key, isByWay, isWhole: this.#watchers.length === chain.length && !isAnother };
  }

  #watch(watched: Watched): FSWatcher[] {
    try {
      const watcher = watch(toPath(watched.directory), { encoding: 'buffer' }, (_, changed) => {
        if (!matches(watched.name, changed)) return;
        const told = nameOf(watched, changed);
        if (told === undefined) this.#hold = undefined;
        this.#watching.changed(told);
      });
      watcher.on('error', () => {
        watcher.close();
        this.#hold &&= { ...this.#hold, isWhole: false };
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
