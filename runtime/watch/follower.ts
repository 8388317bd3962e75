import { isWithin } from './actor-path.ts';
import type { Listener } from './journal.ts';
import { lineOf } from './line.ts';
import type { ActorPath, Request } from './messages.ts';
import { type Note, stepOf } from './note.ts';
import type { Recorder } from './recorder.ts';

/** Steps that wait to be written, at most; more are a gap. */
export const LONGEST_QUEUE = 10_000;
/** Services that wait to be told of, at most. */
const MOST_CHANGED = 50_000;

type Follow = Extract<Request, { type: 'follow' }>;

/**
 * What one follower has not been told yet: bounded, whatever happens and however slowly it reads. A gap names the first
 * and the last step that it missed; those that it asked for in between are missed too, and no others.
 */
export class Follower implements Listener {
  readonly wantsAll: boolean;
  readonly #follow: Follow;
  readonly #recorder: Recorder;
  readonly #woken: () => void;
  #queue: Note[] = [];
  #changed = new Set<ActorPath>();
  #gap: { from: number; to: number } | undefined;

  /**
   * @param woken told that there is something, within a transition: it must do nothing but remember.
   * @param before what the same client followed until now: it still hears of services that have changed, and of steps
   * that it follows now as well.
   */
  constructor(follow: Follow, recorder: Recorder, woken: () => void, before?: Follower) {
    this.#follow = follow;
    this.#recorder = recorder;
    this.#woken = woken;
    this.wantsAll = follow.steps === 'all';
    if (before) this.#inherit(before);
  }

  #inherit(before: Follower): void {
    this.#changed = before.#changed;
    // Those from `since` on are told anew.
    if (this.#follow.since !== undefined) return;
    this.#queue = before.#queue.filter((note) => this.#isMeant(note));
    this.#gap = before.#gap;
  }

  #isMeant({ path, isKept }: Note): boolean {
    const { steps, actor = '' } = this.#follow;
    return steps !== 'none' && (this.wantsAll || isKept) && isWithin(path, actor);
  }

  noted(note: Note): void {
    if (!this.#isMeant(note)) return;
    if (this.#gap || this.#queue.length >= LONGEST_QUEUE) this.#miss(note);
    else this.#queue.push(note);
    this.#woken();
  }

  changed(path: ActorPath): void {
    this.#changed.add(path);
    this.#woken();
  }

  #miss({ seq }: Note): void {
    if (this.#gap) this.#gap.to = seq;
    else this.#gap = { from: seq, to: seq };
  }

  /** Its reader is too slow: what waits is missed. */
  drop(): void {
    const queue = this.#queue;
    this.#queue = [];
    for (const note of queue) this.#miss(note);
  }

  /** So many services have changed that nobody will read of them any more. */
  get isHopeless(): boolean {
    return this.#changed.size > MOST_CHANGED;
  }

  get isEmpty(): boolean {
    return this.#queue.length === 0 && this.#changed.size === 0 && !this.#gap;
  }

  /** The next lines, so many at most. */
  take(count: number): string[] {
    const notes = this.#queue.splice(0, count);
    const lines = notes.map((note) => lineOf({ type: 'step', step: stepOf(note) }));
    if (this.#queue.length > 0) return lines;
    if (this.#gap) lines.push(lineOf({ type: 'gap', ...this.#gap }));
    this.#gap = undefined;
    for (const path of this.#changed) {
      if (lines.length >= count) break;
      this.#changed.delete(path);
      lines.push(this.#serviceLine(path));
    }
    return lines;
  }

  #serviceLine(path: ActorPath): string {
    const { seq } = this.#recorder.journal;
    const service = this.#recorder.services.status(path);
    return lineOf(service ? { type: 'service', seq, service } : { type: 'forgotten', seq, actor: path });
  }
}
