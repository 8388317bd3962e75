import {
  type AnyActor,
  type AnyEventObject,
  type AnyMachineSnapshot,
  type AnyStateMachine,
  createActor,
  fromTransition,
} from 'xstate';

/** What a transition asks for, as data: nothing of it has happened. */
export type Effect =
  | { readonly type: 'start'; readonly id: string; readonly src: string; readonly input: unknown }
  | { readonly type: 'stop'; readonly id: string }
  | { readonly type: 'send'; readonly to: string; readonly event: AnyEventObject }
  | { readonly type: 'arm'; readonly timer: string; readonly event: AnyEventObject; readonly delay: number }
  | { readonly type: 'cancel'; readonly timer: string };

/** A snapshot and what the transition that led there asks for. */
export type Outcome = readonly [snapshot: AnyMachineSnapshot, effects: readonly Effect[]];

/** Name under which a machine's parent is told. */
export const PARENT = '#parent';

/** Stands for every child; one that is asked for its services has none. */
const INERT = fromTransition((context) => context, { services: new Map() });

type Executable = {
  readonly type: string;
  readonly params: unknown;
  readonly info: unknown;
  readonly exec?: ((info: unknown, params: unknown) => void) | undefined;
};
type Spawned = { readonly id: string | undefined; readonly src: string; readonly input: unknown };
type Sent = { readonly to: AnyActor; readonly event: AnyEventObject };
type Raised = { readonly id: string; readonly event: AnyEventObject; readonly delay?: number };

const effectOf = ({ type, params }: Executable): Effect | undefined => {
  switch (type) {
    case 'xstate.spawnChild': {
      const { id, src, input } = params as Spawned;
      // Who has no name is known by its kind.
      return { type: 'start', id: id ?? src, src, input };
    }
    case 'xstate.stopChild':
      return params ? { type: 'stop', id: (params as AnyActor).id } : undefined;
    case 'xstate.sendTo':
      return { type: 'send', to: (params as Sent).to.id, event: (params as Sent).event };
    case 'xstate.cancel':
      return { type: 'cancel', timer: (params as { sendId: string }).sendId };
    case 'xstate.raise': {
      const { id, event, delay } = params as Raised;
      return delay === undefined ? undefined : { type: 'arm', timer: id, event, delay };
    }
    default:
      throw new Error(`an action that is not known here: ${type}`);
  }
};

/**
 * A machine as a pure function: its transitions run, what they order comes out as data. XState's own `transition` makes an
 * actor for every call; this keeps one, and gives `self` the snapshot that an action may ask it for.
 */
export class PlainActor {
  readonly #machine: AnyStateMachine;
  readonly #self: AnyActor;
  readonly #scope: never;
  #snapshot: AnyMachineSnapshot | undefined;
  #effects: Effect[] = [];

  /** Every child's logic is replaced: children are asked for, and never made. */
  constructor(machine: AnyStateMachine) {
    const actors = Object.keys(machine.implementations.actors);
    this.#machine = machine.provide({ actors: Object.fromEntries(actors.map((name) => [name, INERT])) });
    const self = createActor(INERT, { id: machine.id, parent: createActor(INERT, { id: PARENT }) }) as AnyActor;
    self.getSnapshot = () => this.#snapshot;
    this.#self = self;
    this.#scope = {
      self,
      id: self.id,
      sessionId: self.sessionId,
      system: self.system,
      logger: () => {},
      defer: () => {},
      emit: () => {},
      stopChild: () => {},
      actionExecutor: (action: Executable) => this.#hear(action),
    } as never;
  }

  #hear(action: Executable): void {
    // Actions of a machine's own change nothing but what it is theirs to change: they run.
    if (!action.type.startsWith('xstate.')) return void action.exec?.(action.info, action.params);
    const effect = effectOf(action);
    if (effect) this.#effects.push(effect);
  }

  #outcome(next: AnyMachineSnapshot): Outcome {
    const effects = this.#effects;
    this.#effects = [];
    if (next.status === 'error') throw next.error;
    return [next, effects];
  }

  start(input: unknown): Outcome {
    this.#snapshot = undefined;
    return this.#outcome(this.#machine.getInitialSnapshot(this.#scope, input as never));
  }

  step(snapshot: AnyMachineSnapshot, event: AnyEventObject): Outcome {
    this.#snapshot = snapshot;
    return this.#outcome(
      this.#machine.transition(snapshot as never, event as never, this.#scope) as AnyMachineSnapshot,
    );
  }

  get id(): string {
    return this.#machine.id;
  }

  /** A reference to somebody outside, for inputs that carry one. */
  outsider(id: string): AnyActor {
    return createActor(INERT, { id, parent: this.#self });
  }
}
