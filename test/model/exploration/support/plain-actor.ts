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

/** Name under which a machine tells itself. */
export const SELF = '#self';

type Hear = (effect: Effect) => void;
type Inert = { readonly services: ReadonlyMap<string, unknown>; readonly input: unknown };

/**
 * Stands for a child of that kind; one that is asked for its services, or its children, has none. Where an action makes an
 * actor by its own hand, and tells it something, this is heard.
 */
const inert = (src: string, hear: Hear = () => {}) => {
  const logic = fromTransition(
    (context: Inert, event: AnyEventObject, { self }) => {
      hear({ type: 'send', to: self.id, event });
      return context;
    },
    ({ input }: { input: unknown }): Inert => ({ services: new Map(), input }),
  );
  return {
    ...logic,
    getInitialSnapshot: (...begin: Parameters<typeof logic.getInitialSnapshot>) => ({
      ...logic.getInitialSnapshot(...begin),
      children: {},
    }),
    start: ({ context }: { context: Inert }, { self }: { self: { id: string } }) =>
      hear({ type: 'start', id: self.id, src, input: context.input }),
  };
};
const INERT = inert('');

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
    const hear: Hear = (effect) => this.#effects.push(effect);
    const actors = Object.keys(machine.implementations.actors);
    this.#machine = machine.provide({ actors: Object.fromEntries(actors.map((name) => [name, inert(name, hear)])) });
    const self = createActor(INERT, { id: machine.id, parent: createActor(INERT, { id: PARENT }) }) as AnyActor;
    this.#self = Object.assign(self, {
      logic: this.#machine,
      getSnapshot: () => this.#snapshot,
      send: (event: AnyEventObject) => hear({ type: 'send', to: SELF, event }),
    });
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

  /**
   * A child that an action has kept since it made it: who asks for its snapshot gets this, what it is told is heard.
   *
   * @param react what it does at once, where it can be asked again in the same step.
   */
  kept(id: string, snapshot: unknown, react: () => void = () => {}): AnyActor {
    const send = (event: AnyEventObject): void => {
      this.#effects.push({ type: 'send', to: id, event });
      react();
    };
    return { id, send, getSnapshot: () => snapshot } as AnyActor;
  }
}
