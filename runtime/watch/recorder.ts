import type { ActorRefLike, AnyActor, AnyMachineSnapshot } from 'xstate';
import { actorPath, isWithin, nameOfLabel, parentPath, RECORDED } from './actor-path.ts';
import { Archive, type Excerpt } from './archive.ts';
import { keptEvent } from './kept-event.ts';
import type { ActorPath, ServiceStatus, StateValue, StepKind } from './messages.ts';
import type { Note, Watched } from './note.ts';
import { Restarts } from './restarts.ts';
import { liveOn, serviceStatusOf, type WatchedService, type Written } from './service-life.ts';
import { areSameNodes } from './state-value.ts';
import { type Seen, tap } from './tap.ts';

/** Somebody who follows what happens. Neither may throw, nor do any work: both are called within transitions. */
export type Listener = {
  noted(note: Note): void;
  /** A service has changed, or is no more. */
  changed(path: ActorPath): void;
  /** Whether it wants events, microsteps and changes of facts, too. */
  readonly wantsAll: boolean;
};

type Observe = (seen: Seen) => void;
/** Actors that share a system, and the path of what its root belongs to. */
type Watch = { readonly above: ActorPath; readonly actors: Map<ActorRefLike, Watched> };
type Event = { readonly type: string };

const isRunsv = (machine: string): boolean => machine === 'runsv' || machine === 'runsv-process';

/**
 * Records what actors do, from XState's inspection of them. Whatever goes wrong in here ends the recording and nothing
 * else: a fault in watching must never reach supervision.
 */
export class Recorder {
  /** Services that live, by path. */
  readonly #services = new Map<ActorPath, WatchedService>();
  /** What hosted loggers have written, by the path of their log service. */
  readonly #written = new Map<ActorPath, Written>();
  /** Directories by the ids of their runsvs. */
  readonly #names = new Map<string, string>();
  readonly #nameOf = (id: string): string | undefined => this.#names.get(id);
  readonly #archive = new Archive();
  readonly #listeners = new Set<Listener>();
  readonly restarts = new Restarts();
  readonly #taps = new Set<() => void>();
  readonly #failed: (cause: unknown) => void;
  #isBroken = false;
  #wantsAll = false;
  /** Number of the last step. */
  seq = 0;
  /** Events of all actors so far. */
  events = 0;

  /** @param failed told once, of the fault that has ended the recording. */
  constructor(failed: (cause: unknown) => void) {
    this.#failed = failed;
  }

  /** Records an actor and all that are in its system. Call it before it is started. */
  inspect(root: AnyActor): void {
    this.#taps.add(tap(root, this.#observer('')));
  }

  /** What observes the system of a logger that this program hosts. */
  observeLogger(label: string, written: Written): Observe {
    const above = `${nameOfLabel(label)}/log`;
    this.#written.set(above, written);
    return this.#observer(above);
  }

  #observer(above: ActorPath): Observe {
    const watch: Watch = { above, actors: new Map() };
    return (seen) => {
      if (this.#isBroken) return;
      try {
        this.#observe(seen, watch);
      } catch (cause) {
        this.#break(cause);
      }
    };
  }

  #break(cause: unknown): void {
    this.#isBroken = true;
    for (const end of this.#taps) end();
    this.#listeners.clear();
    this.#failed(cause);
  }

  #observe(seen: Seen, watch: Watch): void {
    if (seen.type === '@xstate.snapshot') {
      const snapshot = seen.snapshot as AnyMachineSnapshot;
      if (snapshot.machine !== undefined) this.#settled(watch, seen.actorRef, seen.event, snapshot);
    } else if (seen.type === '@xstate.event') {
      this.events += 1;
      if (this.#wantsAll) this.#close(watch.actors.get(seen.actorRef), 'event', seen.event);
    } else if (this.#wantsAll && seen.type === '@xstate.microstep')
      this.#close(
        watch.actors.get(seen.actorRef),
        'microstep',
        seen.event,
        (seen.snapshot as AnyMachineSnapshot).value,
      );
  }

  /** What only those are told who want all: it is not kept. */
  #close(actor: Watched | undefined, kind: StepKind, event: Event, to?: StateValue): void {
    if (!actor) return;
    const note = this.#note(actor, kind, false, event, actor.value, to ?? actor.value);
    for (const listener of this.#listeners) if (listener.wantsAll) listener.noted(note);
  }

  #note(
    actor: Watched,
    kind: StepKind,
    isKept: boolean,
    event: Event,
    from: StateValue | undefined,
    to: StateValue,
  ): Note {
    const { path, machine, context } = actor;
    const kept = keptEvent(event, this.#nameOf);
    this.seq += 1;
    return { seq: this.seq, at: Date.now(), kind, isKept, path, machine, event: kept, from, to, context };
  }

  /** An actor has done with an event. */
  #settled(watch: Watch, ref: ActorRefLike, event: Event, snapshot: AnyMachineSnapshot): void {
    const { status, value, context, machine } = snapshot;
    const known = watch.actors.get(ref);
    const isEnd = status !== 'active';
    if (!known && (isEnd || !RECORDED.has(machine.id))) return;
    const from = known?.value;
    const actor = known ?? this.#meet(watch, ref as AnyActor, snapshot);
    actor.context = context;
    const kind = from === undefined ? 'started' : isEnd ? 'stopped' : 'transition';
    if (kind === 'transition' && areSameNodes(actor.nodes, snapshot._nodes)) this.#unmoved(actor, event);
    else this.#moved(actor, kind, event, value);
    actor.nodes = snapshot._nodes;
    if (actor.machine === 'service') this.#serviceMoved(actor as WatchedService, event, from, isEnd);
    if (isEnd) this.#part(watch, ref, actor);
    if (actor.machine === 'runsvdir' && event.type.startsWith('xstate.error.actor.')) this.#dropBroken(watch, event);
  }

  /** A step for the archive, and for everybody. */
  #moved(actor: Watched, kind: StepKind, event: Event, to: StateValue): void {
    const from = kind === 'started' ? undefined : actor.value;
    actor.value = to;
    const note = this.#note(actor, kind, true, event, from, to);
    actor.ring.push(note);
    for (const listener of this.#listeners) listener.noted(note);
  }

  /** It changed facts at most. */
  #unmoved(actor: Watched, event: Event): void {
    if (this.#wantsAll) this.#close(actor, 'snapshot', event);
  }

  #serviceMoved(service: WatchedService, event: Event, from: StateValue | undefined, isEnd: boolean): void {
    if (liveOn(service, event, from)) this.restarts.count(service.path);
    if (isEnd && this.#services.get(service.path) === service) this.#forget(service.path);
    for (const listener of this.#listeners) listener.changed(service.path);
  }

  #forget(path: ActorPath): void {
    this.#services.delete(path);
    this.restarts.forget(path);
  }

  #meet(
    { above, actors }: Watch,
    ref: AnyActor,
    { machine: { id: machine }, value, context, _nodes }: AnyMachineSnapshot,
  ): Watched {
    const path = actorPath(
      machine,
      context,
      parentPath(ref, (parent) => actors.get(parent)?.path, above),
    );
    const ring = this.#archive.ringOf(path);
    const actor: Watched = { path, machine, value, context, nodes: _nodes, ring };
    if (machine === 'service') {
      Object.assign(actor, { condition: undefined, exitAt: 0 });
      this.#services.set(path, actor as WatchedService);
    } else if (isRunsv(machine)) {
      this.#names.set(ref.id, path);
      this.#archive.keep(path);
    }
    actors.set(ref, actor);
    return actor;
  }

  #part({ above, actors }: Watch, ref: ActorRefLike, { path, machine }: Watched): void {
    actors.delete(ref);
    if (machine === 'svlogd') this.#written.delete(above);
    if (!isRunsv(machine)) return;
    this.#archive.leave(path);
    this.#names.delete((ref as AnyActor).id);
  }

  /** A runsv that ended by an exception is not heard of itself, and those below it may not be, either. */
  #dropBroken(watch: Watch, event: Event): void {
    const { actorId } = event as { actorId?: string };
    const all = [...watch.actors];
    const broken = all.find(([ref, { machine }]) => isRunsv(machine) && (ref as AnyActor).id === actorId)?.[1];
    for (const [ref, actor] of all) {
      if (broken === undefined || !isWithin(actor.path, broken.path)) continue;
      this.#moved(actor, 'stopped', event, actor.value);
      if (actor.machine === 'service') this.#serviceMoved(actor as WatchedService, event, actor.value, true);
      this.#part(watch, ref, actor);
    }
  }

  /** Has a listener told of what happens from now on, until it is called back. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    this.#wantsAll ||= listener.wantsAll;
    return () => {
      this.#listeners.delete(listener);
      this.#wantsAll = [...this.#listeners].some(({ wantsAll }) => wantsAll);
    };
  }

  /** Places of the services that live. */
  get paths(): ActorPath[] {
    return [...this.#services.keys()];
  }

  /** How a service is now; undefined: there is none. */
  service(path: ActorPath): ServiceStatus | undefined {
    const service = this.#services.get(path);
    return service && serviceStatusOf(service, this.#written.get(path));
  }

  /** Whether there is, or was, such an actor; the scanner is always there. */
  knows(path: ActorPath): boolean {
    return path === '' || this.#archive.has(path);
  }

  /** The last steps of an actor and of those below it. */
  excerpt(path: ActorPath, after?: number): Excerpt {
    return this.#archive.excerpt(path, after);
  }
}
