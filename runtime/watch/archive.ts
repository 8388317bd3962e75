import { isWithin, serviceOf } from './actor-path.ts';
import { Fullest } from './fullest.ts';
import type { ActorPath } from './messages.ts';
import type { Note } from './note.ts';
import { Ring } from './ring.ts';

/** Steps that are kept of each actor. */
export const KEPT_STEPS = 200;
/** Steps that are kept in all; beyond them the actors that have most lose their oldest. Each takes half a kilobyte. */
export const KEPT_IN_ALL = 200_000;
/** Directories that are gone, and whose steps are kept all the same: the last that went. */
export const KEPT_GONE = 100;
/** The most that one history has. */
export const LONGEST_HISTORY = 2000;

/** Steps that were asked for, oldest first, and what there is no more of them. */
export type Excerpt = {
  readonly notes: readonly Note[];
  /** How many older ones are not kept any more. */
  readonly lost: number;
  /** Number of the last of those; 0: there are none. Some before it may be kept, none behind it is missing. */
  readonly lostTo: number;
};

type Lost = { lost: number; lostTo: number };

const add = (one: Lost, { lost, lostTo }: Lost): void => {
  one.lost += lost;
  one.lostTo = Math.max(one.lostTo, lostTo);
};

/** The last steps of an actor, and of those before it that had its place. */
export class ActorSteps extends Ring<Note> {
  readonly path: ActorPath;
  /** See {@link Fullest}. */
  place = 0;

  constructor(path: ActorPath) {
    super(KEPT_STEPS);
    this.path = path;
  }
}

/** What is kept of a service directory: of its actors those that have steps, and how much was lost of others. */
type Shelf = { readonly steps: Set<ActorSteps>; readonly forgotten: Lost };

/** The last steps of every actor. */
export class Archive {
  /** By service directory; the scanner's is empty. */
  readonly #shelves = new Map<string, Shelf>();
  /** Of all actors together. */
  readonly #recent = new Ring<Note>(LONGEST_HISTORY);
  readonly #fullest = new Fullest<ActorSteps>();
  /** Names of directories that are gone, in that order. */
  readonly #gone = new Set<string>();
  readonly #most: number;
  #count = 0;

  /** @param most steps that are kept in all. */
  constructor(most = KEPT_IN_ALL) {
    this.#most = most;
  }

  #shelfOf(path: ActorPath): Shelf {
    const name = serviceOf(path);
    const shelf = this.#shelves.get(name) ?? { steps: new Set(), forgotten: { lost: 0, lostTo: 0 } };
    this.#shelves.set(name, shelf);
    return shelf;
  }

  /** Where the steps of an actor are kept. */
  stepsOf(path: ActorPath): ActorSteps {
    for (const steps of this.#shelfOf(path).steps) if (steps.path === path) return steps;
    return new ActorSteps(path);
  }

  push(steps: ActorSteps, note: Note): void {
    const before = steps.length;
    if (before === 0) this.#shelfOf(steps.path).steps.add(steps);
    steps.push(note);
    this.#recent.push(note);
    if (steps.length === before) return;
    this.#fullest.resized(steps, before);
    this.#count += 1;
    if (this.#count > this.#most) this.#relieve();
  }

  /** There is too much: one of those who have most loses its oldest. */
  #relieve(): void {
    const steps = this.#fullest.longest!;
    steps.shift();
    this.#fullest.resized(steps, steps.length + 1);
    this.#count -= 1;
    if (steps.length === 0) this.#drop(this.#shelfOf(steps.path), steps);
  }

  /** Nothing is kept of an actor any more but that there was something. */
  #drop(shelf: Shelf, steps: ActorSteps): void {
    shelf.steps.delete(steps);
    add(shelf.forgotten, steps);
    steps.clear();
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
    for (const steps of this.#shelves.get(oldest!)?.steps ?? []) {
      this.#fullest.remove(steps);
      this.#count -= steps.length;
      steps.clear();
    }
    this.#shelves.delete(oldest!);
  }

  /** Whether there is something of an actor, or of one below it. */
  has(path: ActorPath): boolean {
    for (const steps of this.#shelves.get(serviceOf(path))?.steps ?? []) if (isWithin(steps.path, path)) return true;
    return false;
  }

  /** The last steps of an actor and of those below it, after one of them; of all, where the place is empty. */
  excerpt(path: ActorPath, after = 0, most = LONGEST_HISTORY): Excerpt {
    const shelf = this.#shelves.get(serviceOf(path));
    if (path !== '' && !shelf) return { notes: [], lost: 0, lostTo: 0 };
    const rings = path === '' ? [this.#recent] : [...shelf!.steps].filter((steps) => isWithin(steps.path, path));
    const lost = { lost: 0, lostTo: 0 };
    for (const ring of rings) add(lost, ring);
    if (path !== '') add(lost, shelf!.forgotten);
    const all = rings.flatMap(({ items }) => items).filter(({ seq }) => seq > after);
    if (rings.length > 1) all.sort((one, other) => one.seq - other.seq);
    const cut = Math.max(0, all.length - most);
    if (cut > 0) add(lost, { lost: cut, lostTo: all[cut - 1]!.seq });
    return { notes: all.slice(cut), ...lost };
  }
}
