import type { Listener } from '../watch/journal.ts';
import { type Note, stepOf } from '../watch/note.ts';
import type { FollowedStep } from './api.ts';

/** Steps that wait to be read, at most; more are missed. */
const LONGEST = 10_000;

/** The steps that a reader has not taken yet: bounded, however slowly it reads. */
export class StepQueue implements Listener {
  readonly wantsAll = false;
  #notes: Note[] = [];
  #missed = 0;
  #end: { readonly fault: { readonly cause: unknown } | undefined } | undefined;
  #wake: () => void = () => {};

  noted(note: Note): void {
    if (this.#notes.length >= LONGEST) this.#missed += this.#notes.splice(0).length;
    this.#notes.push(note);
    this.#wake();
  }

  changed(): void {}

  /** @param fault what broke the supervisor. */
  end(fault?: { readonly cause: unknown }): void {
    this.#end = { fault };
    this.#wake();
  }

  /** Steps in their order, until the end; throws the fault that was it. @param left called when nobody reads any more. */
  async *read(left: () => void): AsyncGenerator<FollowedStep, void> {
    try {
      for (;;) {
        const note = this.#notes.shift();
        if (note) {
          const missed = this.#missed;
          this.#missed = 0;
          yield { ...stepOf(note), missed };
        } else if (this.#end) {
          if (this.#end.fault) throw this.#end.fault.cause;
          return;
        } else
          await new Promise<void>((wake) => {
            this.#wake = wake;
          });
      }
    } finally {
      left();
    }
  }
}
