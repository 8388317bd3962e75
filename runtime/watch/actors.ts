import type { ActorRefLike, AnyActor, AnyMachineSnapshot } from 'xstate';
import { actorPath, isWithin, parentPath } from './actor-path.ts';
import type { ActorSteps } from './archive.ts';
import type { ActorPath } from './messages.ts';
import type { Watched } from './note.ts';
import { orderedFactsOf } from './ordered-facts.ts';

/** Actors that share a system, while they live. */
export class Actors {
  /** Path of what their root belongs to. */
  readonly above: ActorPath;
  readonly #actors = new Map<ActorRefLike, Watched>();

  constructor(above: ActorPath) {
    this.above = above;
  }

  get(ref: ActorRefLike): Watched | undefined {
    return this.#actors.get(ref);
  }

  /** One that has not been heard of before. */
  add(ref: AnyActor, snapshot: AnyMachineSnapshot, stepsOf: (path: ActorPath) => ActorSteps): Watched {
    const { machine, value, context, _nodes: nodes } = snapshot;
    const above = parentPath(ref, (parent) => this.#actors.get(parent)?.path, this.above);
    const path = actorPath(machine.id, context, above);
    const ordered = orderedFactsOf(machine.id);
    const service = machine.id === 'service' ? { condition: undefined, exitAt: 0 } : {};
    const actor = { path, machine: machine.id, value, context, nodes, ordered, steps: stepsOf(path), ...service };
    this.#actors.set(ref, actor);
    return actor;
  }

  remove(ref: ActorRefLike): void {
    this.#actors.delete(ref);
  }

  /** A runsv that has ended, and all below it. @param id of its actor. */
  under(id: string | undefined): (readonly [ActorRefLike, Watched])[] {
    const all = [...this.#actors];
    const top = all.find(([ref, { machine }]) => isRunsv(machine) && (ref as AnyActor).id === id)?.[1];
    return top === undefined ? [] : all.filter(([, { path }]) => isWithin(path, top.path));
  }
}

/** Whether a machine is that of a service directory, hosted or not. */
export const isRunsv = (machine: string): boolean => machine === 'runsv' || machine === 'runsv-process';
