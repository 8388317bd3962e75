import type { AnyEventObject, AnyMachineSnapshot } from 'xstate';
import { type Effect, type Outcome, PARENT, type PlainActor, SELF } from './plain-actor.ts';

/** A timer that runs in an actor: the event that its end brings. */
export type Timer = { readonly owner: string; readonly event: AnyEventObject; readonly delay: number };

/**
 * An actor and all below it, as data. Actors are named by their way from the root: '' is the root, `main/program` the
 * program of its child `main`. A child whose logic is no machine is a port: its input is all there is of it.
 */
export type Tree = {
  readonly actors: ReadonlyMap<string, AnyMachineSnapshot>;
  readonly ports: ReadonlyMap<string, unknown>;
  readonly timers: ReadonlyMap<string, Timer>;
};

/** What leaves a tree: a port is opened or let go of, told something; or the outside is told. */
export type Order =
  | { readonly type: 'open'; readonly port: string; readonly input: unknown }
  | { readonly type: 'close'; readonly port: string }
  | { readonly type: 'tell'; readonly port: string; readonly event: AnyEventObject }
  | { readonly type: 'done'; readonly output: unknown };

export type Step = { readonly tree: Tree; readonly orders: readonly Order[] };

const childOf = (owner: string, id: string): string => (owner === '' ? id : `${owner}/${id}`);
const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

/** One step of a tree in the making. Events go round as in XState: at once to who is idle, else when it has finished. */
class Run {
  readonly orders: Order[] = [];
  readonly #kinds: Readonly<Record<string, PlainActor>>;
  readonly #root: PlainActor;
  readonly #actors: Map<string, AnyMachineSnapshot>;
  readonly #ports: Map<string, unknown>;
  readonly #timers: Map<string, Timer>;
  readonly #mailboxes = new Map<string, AnyEventObject[]>();

  constructor(kinds: Readonly<Record<string, PlainActor>>, root: PlainActor, tree?: Tree) {
    this.#kinds = kinds;
    this.#root = root;
    this.#actors = new Map(tree?.actors);
    this.#ports = new Map(tree?.ports);
    this.#timers = new Map(tree?.timers);
  }

  get tree(): Tree {
    return { actors: this.#actors, ports: this.#ports, timers: this.#timers };
  }

  #machineOf(path: string): PlainActor {
    const id = this.#actors.get(path)!.machine.id;
    return path === '' ? this.#root : Object.values(this.#kinds).find((kind) => kind.id === id)!;
  }

  start(path: string, machine: PlainActor, input: unknown): void {
    this.#mailboxes.set(path, []);
    this.#settle(path, machine.start(input));
    this.#flush(path);
  }

  deliver(path: string, event: AnyEventObject): void {
    const [, ended] = /^xstate\.(?:done|error)\.actor\.(.+)$/.exec(event.type) ?? [];
    if (ended !== undefined) this.#ports.delete(childOf(path, ended));
    const mailbox = this.#mailboxes.get(path);
    if (mailbox) return void mailbox.push(event);
    this.#mailboxes.set(path, [event]);
    this.#flush(path);
  }

  fire(timer: string): void {
    const { owner, event } = this.#timers.get(timer)!;
    this.#timers.delete(timer);
    this.deliver(owner, event);
  }

  #flush(path: string): void {
    const mailbox = this.#mailboxes.get(path)!;
    for (let event = mailbox.shift(); event; event = mailbox.shift()) {
      const snapshot = this.#actors.get(path);
      if (snapshot?.status === 'active') this.#settle(path, this.#machineOf(path).step(snapshot, event));
    }
    this.#mailboxes.delete(path);
  }

  #settle(path: string, [snapshot, effects]: Outcome): void {
    this.#actors.set(path, snapshot);
    for (const effect of effects) this.#carryOut(path, effect);
    if (snapshot.status !== 'done') return;
    this.#forgetBelow(path);
    if (path === '') return void this.orders.push({ type: 'done', output: snapshot.output });
    const id = path.slice(path.lastIndexOf('/') + 1);
    this.deliver(parentOf(path), { type: `xstate.done.actor.${id}`, output: snapshot.output, actorId: id });
  }

  #carryOut(path: string, effect: Effect): void {
    switch (effect.type) {
      case 'start':
        this.#open(childOf(path, effect.id), effect.src, effect.input);
        return;
      case 'stop':
        this.#forget(childOf(path, effect.id));
        return;
      case 'send':
        this.#send(path, effect.to, effect.event);
        return;
      case 'arm':
        this.#timers.set(`${path} ${effect.timer}`, { owner: path, ...effect });
        return;
      case 'cancel':
        this.#timers.delete(`${path} ${effect.timer}`);
    }
  }

  #open(path: string, kind: string, input: unknown): void {
    const machine = this.#kinds[kind];
    if (machine) this.start(path, machine, input);
    else {
      this.#ports.set(path, input);
      this.orders.push({ type: 'open', port: path, input });
    }
  }

  #send(from: string, to: string, event: AnyEventObject): void {
    const child = childOf(from, to);
    // A reference that was handed down leads to a port of the parent's.
    const port = this.#ports.has(child) ? child : childOf(parentOf(from), to);
    if (to === SELF) this.deliver(from, event);
    else if (to === PARENT && from !== '') this.deliver(parentOf(from), event);
    else if (this.#actors.has(child)) this.deliver(child, event);
    else this.orders.push({ type: 'tell', port, event });
  }

  #forget(path: string): void {
    if (this.#ports.delete(path)) this.orders.push({ type: 'close', port: path });
    if (!this.#actors.delete(path)) return;
    this.#forgetBelow(path);
  }

  #forgetBelow(path: string): void {
    const below = path === '' ? '' : `${path}/`;
    const within = (name: string): boolean => name.startsWith(below) && name !== path;
    for (const port of [...this.#ports.keys()].filter(within)) this.#forget(port);
    for (const actor of [...this.#actors.keys()].filter(within)) this.#forget(actor);
    for (const [name, { owner }] of this.#timers) if (owner === path) this.#timers.delete(name);
  }
}

/** A machine with the machines below it, run as a pure function of data. */
export class Grove {
  readonly #root: PlainActor;
  readonly #kinds: Readonly<Record<string, PlainActor>>;

  /** @param kinds machines among the children, by the name that `src` has. */
  constructor(root: PlainActor, kinds: Readonly<Record<string, PlainActor>> = {}) {
    this.#root = root;
    this.#kinds = kinds;
  }

  #run(tree: Tree | undefined, act: (run: Run) => void): Step {
    const run = new Run(this.#kinds, this.#root, tree);
    act(run);
    return { tree: run.tree, orders: run.orders };
  }

  start(input: unknown): Step {
    return this.#run(undefined, (run) => run.start('', this.#root, input));
  }

  send(tree: Tree, path: string, event: AnyEventObject): Step {
    return this.#run(tree, (run) => run.deliver(path, event));
  }

  /** A timer's end. */
  fire(tree: Tree, timer: string): Step {
    return this.#run(tree, (run) => run.fire(timer));
  }
}
