import { isWithin, serviceOf } from './actor-path.ts';
import type { ActorPath } from './messages.ts';
import type { Note } from './note.ts';
import { Ring } from './ring.ts';

/** Transitions that are kept of each service directory, with everything in it. */
export const KEPT_STEPS = 200;
/** Directories that are gone, and whose steps are kept all the same: the last that went. */
export const KEPT_GONE = 100;
/** The most that one history has. */
export const LONGEST_HISTORY = 2000;

/** Steps that were asked for, oldest first, and what there is no more of them. */
export type Excerpt = {
  readonly notes: readonly Note[];
  /** How many older ones are not kept any more. */
  readonly lost: number;
  /** Number of the last of those; 0: there are none. */
  readonly lostTo: number;
};

/** The last steps of every service directory, and of the scanner. */
export class Archive {
  readonly #rings = new Map<string, Ring<Note>>();
  /** Names of directories that are gone, in that order. */
  readonly #gone = new Set<string>();
  /** What was kept of directories that have been forgotten. */
  #forgotten = { lost: 0, lostTo: 0 };

  /** Where the steps of an actor are kept, with those of its whole service directory. */
  ringOf(path: ActorPath): Ring<Note> {
    const name = serviceOf(path);
    const ring = this.#rings.get(name) ?? new Ring(KEPT_STEPS);
    this.#rings.set(name, ring);
    return ring;
  }

  /** The directory is supervised (again). */
  keep(name: string): void {
    this.#gone.delete(name);
  }

  /** The directory is not supervised any more. */
  leave(name: string): void {
    this.#gone.delete(name);
    this.#gone.add(name);
    if (this.#gone.size <= KEPT_GONE) return;
    const [oldest] = this.#gone;
    this.#gone.delete(oldest!);
    this.#forget(oldest!);
  }

  #forget(name: string): void {
    const ring = this.#rings.get(name);
    if (!ring) return;
    const { items } = ring;
    const { lost, lostTo } = this.#forgotten;
    this.#forgotten = {
      lost: lost + ring.lost + items.length,
      lostTo: Math.max(lostTo, ring.lostTo, items.at(-1)?.seq ?? 0),
    };
    this.#rings.delete(name);
  }

  #ringsFor(path: ActorPath): readonly Ring<Note>[] {
    if (path === '') return [...this.#rings.values()];
    const ring = this.#rings.get(serviceOf(path));
    return ring ? [ring] : [];
  }

  /** Whether there is something of the directory that a place is in. */
  has(path: ActorPath): boolean {
    return this.#rings.has(serviceOf(path));
  }

  /** The last steps of an actor and of those below it, after one of them. */
  excerpt(path: ActorPath, after = 0, most = LONGEST_HISTORY): Excerpt {
    const rings = this.#ringsFor(path);
    const all = rings.flatMap(({ items }) => items).filter((note) => note.seq > after && isWithin(note.path, path));
    all.sort((one, other) => one.seq - other.seq);
    const notes = all.length > most ? all.slice(-most) : all;
    const cut = all.length - notes.length;
    const before = path === '' ? [...rings, this.#forgotten] : rings;
    const lost = before.reduce((sum, ring) => sum + ring.lost, cut);
    const lostTo = Math.max(0, all[cut - 1]?.seq ?? 0, ...before.map((ring) => ring.lostTo));
    return { notes, lost, lostTo };
  }
}
