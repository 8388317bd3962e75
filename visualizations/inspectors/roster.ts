import type { ActorPath, ServiceStatus, StateValue, Step } from '../../runtime/watch/messages.ts';
import { type Actor, type Event, endOf, type Facts, nameOf, parentPath } from './actor.ts';

/** Somebody who is told what actors do. The actor is as it is after that. */
export type Onlooker = {
  /** It lives: those above it were told of before. */
  started(actor: Actor): void;
  /** It was sent something, and has not done anything about it yet. */
  sent(actor: Actor, event: Event, at: number): void;
  /** It has done with an event. */
  moved(actor: Actor): void;
  /** It is no more. */
  ended(actor: Actor): void;
};

type Sighting = Pick<Step, 'seq' | 'actor' | 'machine' | 'at' | 'event' | 'facts'> & { readonly to: StateValue };

/** The actors that live, told from steps and, where those are not kept any more, from what is known of services. */
export class Roster {
  readonly #actors = new Map<ActorPath, Actor>();
  /** How many had a path before. */
  readonly #lives = new Map<ActorPath, number>();
  /** Steps of actors that are heard of before the ones above them, by path. */
  readonly #early = new Map<ActorPath, Step[]>();
  /** Those that no step has told of yet. */
  readonly #inferred = new Set<Actor>();
  readonly #onlookers = new Set<Onlooker>();
  readonly #top: ActorPath | undefined;

  /** @param hasScanner false: a runsv is the root. */
  constructor(hasScanner: boolean) {
    this.#top = hasScanner ? '' : undefined;
  }

  /** Those that live; the ones above before those below. */
  get actors(): IterableIterator<Actor> {
    return this.#actors.values();
  }

  has(path: ActorPath): boolean {
    return this.#actors.has(path);
  }

  /** Tells somebody from now on. */
  look(onlooker: Onlooker): void {
    this.#onlookers.add(onlooker);
  }

  /** Takes account of a step, unless it has before. */
  apply(step: Step): void {
    const actor = this.#actors.get(step.actor);
    const early = this.#early.get(step.actor);
    if (step.seq <= (early?.at(-1)?.seq ?? actor?.seq ?? 0)) return;
    if (early) early.push(step);
    else if (actor) this.#goOn(actor, step);
    else if (step.kind !== 'stopped') this.#arrive(step);
  }

  #parentOf(machine: string, path: ActorPath): ActorPath | undefined {
    const parent = parentPath(machine, path);
    return parent === '' ? this.#top : parent;
  }

  #arrive(step: Step): void {
    const parent = this.#parentOf(step.machine, step.actor);
    if (parent === undefined || this.#actors.has(parent)) this.#begin(step);
    else this.#early.set(step.actor, [step]);
  }

  #begin({ seq, actor: path, machine, to: value, facts, event, at }: Sighting): Actor {
    const parent = this.#parentOf(machine, path);
    const above = parent === undefined ? undefined : this.#actors.get(parent);
    const lives = this.#lives.get(path) ?? 0;
    const session = lives === 0 ? nameOf(path) : `${nameOf(path)} (${lives + 1})`;
    const family = { parent: above?.session, root: above?.root ?? session };
    const now = { seq, value, facts, event, at, status: 'active' as const };
    const actor: Actor = { path, machine, session, ...family, ...now };
    this.#actors.set(path, actor);
    for (const onlooker of this.#onlookers) onlooker.started(actor);
    this.#release((waiting) => this.#parentOf(waiting.machine, waiting.actor) === path);
    return actor;
  }

  /** Takes up the steps of those that have waited. */
  #release(isDue: (first: Step) => boolean): void {
    for (const [path, steps] of [...this.#early]) {
      if (!isDue(steps[0]!)) continue;
      this.#early.delete(path);
      this.#begin(steps[0]!);
      for (const step of steps.slice(1)) this.apply(step);
    }
  }

  #goOn(actor: Actor, step: Step): void {
    const { kind, seq, event, at, to, facts } = step;
    actor.seq = seq;
    if (kind === 'started' && !this.#inferred.has(actor)) {
      // Its end was missed.
      this.#end(actor, { type: 'xstate.stop' }, at);
      this.#arrive(step);
    } else if (kind === 'event') {
      for (const onlooker of this.#onlookers) onlooker.sent(actor, event, at);
    } else if (kind === 'stopped') {
      Object.assign(actor, { value: to, facts });
      this.#end(actor, event, at);
    } else if (kind !== 'microstep') {
      Object.assign(actor, { value: to, facts, event, at });
      this.#inferred.delete(actor);
      for (const onlooker of this.#onlookers) onlooker.moved(actor);
    }
  }

  #end(actor: Actor, event: Event, at: number): void {
    Object.assign(actor, { event, at, status: endOf(event) });
    this.#actors.delete(actor.path);
    this.#inferred.delete(actor);
    this.#lives.set(actor.path, (this.#lives.get(actor.path) ?? 0) + 1);
    for (const onlooker of this.#onlookers) onlooker.ended(actor);
  }

  /**
   * Makes up for steps that are lost. A runsv has a main service while it supervises, and only then; the scanner rests
   * most of the time.
   */
  fill(services: readonly ServiceStatus[], directory: string): void {
    const at = Date.now();
    const unseen = (actor: ActorPath, machine: string, to: StateValue, facts: Facts): void => {
      if (this.#actors.has(actor) || this.#early.has(actor)) return;
      this.#inferred.add(this.#begin({ seq: 0, actor, machine, to, facts, at, event: { type: 'xstate.init' } }));
    };
    if (this.#top !== undefined) unseen('', 'runsvdir', { watching: 'settled' }, { directory });
    const supervising = new Set(services.filter(({ role }) => role === 'main').map(({ name }) => name));
    for (const { actor, name, role, value, want, paused, gotTerm } of services) {
      unseen(name, 'runsv', supervising.has(name) ? 'supervising' : 'draining', { label: name });
      unseen(actor, 'service', value, { role, want, paused, gotTerm });
    }
    this.settle();
    this.#dropMissing(new Set(services.map(({ actor }) => actor)));
  }

  /** Whoever still waits for one above it waits in vain: that one was lost. */
  settle(): void {
    this.#release(() => true);
  }

  /** Services that have ended unheard; those that it told of later are not among them. */
  #dropMissing(alive: ReadonlySet<ActorPath>): void {
    for (const actor of [...this.#actors.values()])
      if (actor.machine === 'service' && !alive.has(actor.path)) this.#end(actor, { type: 'xstate.stop' }, Date.now());
  }
}
