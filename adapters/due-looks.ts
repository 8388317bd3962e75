import type { Come, Look } from './last-look.ts';
import type { Scanner } from './scanner.ts';

/** Who is told of a complete look, and of directories that have come. */
export type Listener = {
  completed(look: Look, forced: boolean): void;
  added(come: Come): void;
};

/** What is to be looked at in a scanned directory, and the looks at it. */
export class DueLooks {
  readonly #scanner: Scanner;
  readonly #listener: Listener;
  #forced = false;
  #again = true;
  /** Some names were looked at alone: the next turn's look is a complete one, as there may be more than inotify tells. */
  #owed = false;
  readonly #changed = new Set<string>();

  constructor(scanner: Scanner, listener: Listener) {
    this.#scanner = scanner;
    this.#listener = listener;
  }

  /** @param name what has changed; undefined: all are to be looked at. */
  note(name: string | undefined): void {
    // Not to be skipped because the time stamp is the same: two changes may fall into one tick of the file system.
    if (name === undefined) this.#again = true;
    else this.#changed.add(name);
  }

  /** The next look is to be told of although nothing has changed. */
  force(): void {
    this.#forced = true;
  }

  /** Whether there is to be another look, whatever stat(2) says of the directory. */
  get isDue(): boolean {
    return this.#owed || this.#scanner.isBlind;
  }

  /** Looks at what has changed: at all, unless that is known to be a matter of a few names. */
  lookAtChanged(): void {
    const come = this.#again || this.#forced ? undefined : this.#scanner.lookAtSome(this.#changed);
    if (come === undefined) this.lookAtAll();
    else {
      this.#changed.clear();
      this.#owed = true;
      if (come.length > 0) this.#listener.added(come);
    }
  }

  /** Looks at all, where the directory has changed or something is to be looked at. */
  lookAtAll(): void {
    const forced = this.#forced;
    const found = this.#scanner.look(this.#again || forced || this.#owed || this.#changed.size > 0);
    if (!found) return;
    this.#forced = this.#again = this.#owed = false;
    this.#changed.clear();
    this.#listener.completed(found, forced);
  }
}
