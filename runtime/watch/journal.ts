import { Archive, type Excerpt } from './archive.ts';
import { keptEvent } from './kept-event.ts';
import type { ActorPath, StateValue, StepKind } from './messages.ts';
import type { Note, Watched } from './note.ts';

/** Somebody who follows what happens. Neither may throw, nor do any work: both are called within transitions. */
export type Listener = {
  noted(note: Note): void;
  /** A service has changed, or is no more. */
  changed(path: ActorPath): void;
  /** Whether it wants events, microsteps and changes of facts, too. */
  readonly wantsAll: boolean;
};

type Event = { readonly type: string };

/** The steps of all actors: numbered, told to who listens, and the last of them kept. */
export class Journal {
  readonly #archive = new Archive();
  readonly #listeners = new Set<Listener>();
  readonly #nameOf: (actorId: string) => string | undefined;
  /** Number of the last step. */
  seq = 0;
  /** Somebody wants what is not kept. */
  wantsAll = false;

  /** @param nameOf the directory behind the id of a runsv. */
  constructor(nameOf: (actorId: string) => string | undefined) {
    this.#nameOf = nameOf;
  }

  #note(
    { path, machine, context, value: from }: Watched,
    kind: StepKind,
    event: Event,
    to: StateValue,
    isKept: boolean,
  ): Note {
    const kept = keptEvent(event, this.#nameOf);
    this.seq += 1;
    const before = kind === 'started' ? undefined : from;
    return { seq: this.seq, at: Date.now(), kind, isKept, path, machine, event: kept, from: before, to, context };
  }

  /** A step of an actor, from the state that is noted with it to another. */
  keep(actor: Watched, kind: StepKind, event: Event, to: StateValue): void {
    const note = this.#note(actor, kind, event, to, true);
    this.#archive.push(actor.steps, note);
    for (const listener of this.#listeners) listener.noted(note);
  }

  /** What only those are told who want all: it is not kept. */
  pass(actor: Watched, kind: StepKind, event: Event, to = actor.value): void {
    const note = this.#note(actor, kind, event, to, false);
    for (const listener of this.#listeners) if (listener.wantsAll) listener.noted(note);
  }

  /** A service has changed, or is no more. */
  change(path: ActorPath): void {
    for (const listener of this.#listeners) listener.changed(path);
  }

  /** Has a listener told of what happens from now on, until it is called back. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    this.wantsAll ||= listener.wantsAll;
    return () => {
      this.#listeners.delete(listener);
      this.wantsAll = [...this.#listeners].some(({ wantsAll }) => wantsAll);
    };
  }

  /** Nobody is told anything any more. */
  hush(): void {
    this.#listeners.clear();
  }

  /** Where the steps of an actor are kept. */
  readonly stepsOf: Archive['stepsOf'] = (path) => this.#archive.stepsOf(path);

  /** A directory is supervised from now on. */
  enter(name: string): void {
    this.#archive.keep(name);
  }

  /** And is not any more. */
  leave(name: string): void {
    this.#archive.leave(name);
  }

  /** Whether there is, or was, such a directory; the scanner is always there. */
  knows(path: ActorPath): boolean {
    return path === '' || this.#archive.has(path);
  }

  /** The last steps of an actor and of those below it. */
  excerpt(path: ActorPath, after?: number): Excerpt {
    return this.#archive.excerpt(path, after);
  }
}
