import type { ActorRefLike, AnyActor, AnyMachineSnapshot } from 'xstate';
import { nameOfLabel, RECORDED } from './actor-path.ts';
import { Actors, isRunsv } from './actors.ts';
import { Journal } from './journal.ts';
import { LiveServices } from './live-services.ts';
import type { ActorPath, StateValue, StepKind } from './messages.ts';
import type { Watched } from './note.ts';
import { areSameOrders } from './ordered-facts.ts';
import type { WatchedService, Written } from './service-life.ts';
import { areSameNodes } from './state-value.ts';
import { type Seen, tap } from './tap.ts';

type Observe = (seen: Seen) => void;
type Event = { readonly type: string };

/**
 * Records what actors do, from XState's inspection of them. Whatever goes wrong in here ends the recording and nothing
 * else: a fault in watching must never reach supervision.
 */
export class Recorder {
  /** Directories by the ids of their runsvs. */
  readonly #names = new Map<string, string>();
  readonly journal = new Journal((id) => this.#names.get(id));
  readonly services = new LiveServices();
  readonly #taps = new Set<() => void>();
  readonly #failed: (cause: unknown) => void;
  #isBroken = false;
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
    this.services.host(above, written);
    return this.#observer(above);
  }

  #observer(above: ActorPath): Observe {
    const actors = new Actors(above);
    return (seen) => {
      if (this.#isBroken) return;
      try {
        this.#observe(seen, actors);
      } catch (cause) {
        this.#break(cause);
      }
    };
  }

  #break(cause: unknown): void {
    this.#isBroken = true;
    for (const end of this.#taps) end();
    this.journal.hush();
    this.#failed(cause);
  }

  #observe(seen: Seen, actors: Actors): void {
    const { actorRef } = seen;
    if (seen.type === '@xstate.snapshot') {
      const snapshot = seen.snapshot as AnyMachineSnapshot;
      if (snapshot.machine !== undefined) this.#settled(actors, actorRef, seen.event, snapshot);
    } else if (seen.type === '@xstate.event') {
      this.events += 1;
      if (this.journal.wantsAll) this.#passing(actors.get(actorRef), 'event', seen.event);
    } else if (this.journal.wantsAll && seen.type === '@xstate.microstep')
      this.#passing(actors.get(actorRef), 'microstep', seen.event, (seen.snapshot as AnyMachineSnapshot).value);
  }

  #passing(actor: Watched | undefined, kind: StepKind, event: Event, to?: StateValue): void {
    if (actor) this.journal.pass(actor, kind, event, to);
  }

  #moved(actor: Watched, kind: StepKind, event: Event, to: StateValue): void {
    this.journal.keep(actor, kind, event, to);
    actor.value = to;
  }

  /** An actor has done with an event. */
  #settled(actors: Actors, ref: ActorRefLike, event: Event, snapshot: AnyMachineSnapshot): void {
    const known = actors.get(ref);
    const isEnd = snapshot.status !== 'active';
    if (!known && (isEnd || !RECORDED.has(snapshot.machine.id))) return;
    const actor = known ?? this.#meet(actors, ref as AnyActor, snapshot);
    const from = known?.value;
    const before = actor.context;
    actor.context = snapshot.context;
    if (!known) this.#moved(actor, 'started', event, snapshot.value);
    else if (isEnd) this.#moved(actor, 'stopped', event, snapshot.value);
    else if (!areSameNodes(actor.nodes, snapshot._nodes)) this.#moved(actor, 'transition', event, snapshot.value);
    else this.#unmoved(actor, event, before);
    actor.nodes = snapshot._nodes;
    if (actor.machine === 'service') this.#serviceMoved(actor as WatchedService, event, from, isEnd);
    if (isEnd) this.#part(actors, ref, actor);
    if (actor.machine === 'runsvdir' && event.type.startsWith('xstate.error.actor.')) this.#dropBroken(actors, event);
  }

  /** It changed facts at most. */
  #unmoved(actor: Watched, event: Event, before: object): void {
    if (!areSameOrders(actor.ordered, before, actor.context)) this.#moved(actor, 'snapshot', event, actor.value);
    else if (this.journal.wantsAll) this.#passing(actor, 'snapshot', event);
  }

  #serviceMoved(service: WatchedService, event: Event, from: StateValue | undefined, isEnd: boolean): void {
    this.services.moved(service, event, from, isEnd);
    this.journal.change(service.path);
  }

  #meet(actors: Actors, ref: AnyActor, snapshot: AnyMachineSnapshot): Watched {
    const actor = actors.add(ref, snapshot, this.journal.stepsOf);
    if (actor.machine === 'service') this.services.add(actor as WatchedService);
    if (!isRunsv(actor.machine)) return actor;
    this.#names.set(ref.id, actor.path);
    this.journal.enter(actor.path);
    return actor;
  }

  #part(actors: Actors, ref: ActorRefLike, { path, machine }: Watched): void {
    actors.remove(ref);
    if (machine === 'svlogd') this.services.unhost(actors.above);
    if (!isRunsv(machine)) return;
    this.journal.leave(path);
    this.#names.delete((ref as AnyActor).id);
  }

  /** A runsv that ended by an exception is not heard of itself, and those below it may not be, either. */
  #dropBroken(actors: Actors, event: Event): void {
    for (const [ref, actor] of actors.under((event as { actorId?: string }).actorId)) {
      this.#moved(actor, 'stopped', event, actor.value);
      if (actor.machine === 'service') this.#serviceMoved(actor as WatchedService, event, actor.value, true);
      this.#part(actors, ref, actor);
    }
  }
}
