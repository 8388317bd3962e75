import type { AnyState, AnyStateMachine } from 'xstate';
import type { Actor, Event } from '../inspectors/actor.ts';
import { eventOf } from '../inspectors/xstate4/event.ts';
import { machines, unknownMachine } from './machines.ts';
import { stateOf } from './state.ts';

/**
 * An actor of the supervisor in the shape that `@xstate/inspect` watches: an interpreter of XState 4. That package puts
 * its own `send` in front of this one's, and so tells of what it is sent; nothing that is sent reaches the actor.
 */
export class SeenService {
  readonly id: string;
  readonly sessionId: string;
  readonly machine: AnyStateMachine;
  #actor: Actor;
  #state: AnyState | undefined;
  readonly #listeners: ((state: AnyState) => void)[] = [];
  readonly #stopListeners: (() => void)[] = [];

  constructor(actor: Actor) {
    this.id = actor.session;
    this.sessionId = actor.session;
    this.machine = machines.get(actor.machine) ?? unknownMachine(actor.machine);
    this.#actor = actor;
  }

  /** Made when somebody asks. */
  get state(): AnyState {
    this.#state ??= stateOf(this.machine, this.#actor);
    return this.#state;
  }

  /** What the package calls when the actor was sent something. */
  send(_event: unknown): void {}

  subscribe(listener: (state: AnyState) => void): void {
    this.#listeners.push(listener);
  }

  onStop(listener: () => void): void {
    this.#stopListeners.push(listener);
  }

  sent(event: Event): void {
    this.send(eventOf(event));
  }

  /** @param isWatched somebody is to be told at once. */
  moved(actor: Actor, isWatched: boolean): void {
    this.#actor = actor;
    this.#state = undefined;
    if (isWatched) for (const listener of this.#listeners) listener(this.state);
  }

  stopped(): void {
    for (const listener of this.#stopListeners) listener();
    // The package forgets none: what is left of this one is to be little.
    this.#actor = { ...this.#actor, facts: {} };
    this.#state = undefined;
  }
}
