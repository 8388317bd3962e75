import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from 'xstate';
import { eventType } from './event.ts';

/** A thing by its name, and what it is given. */
type Named = string | { readonly type: string; readonly [param: string]: unknown };

type Transition = {
  readonly target?: readonly string[];
  readonly cond?: Named;
  readonly actions: readonly Named[];
  readonly internal: boolean;
};

/** A state node for version 4: names only, nothing that runs. */
export type Config = {
  readonly id: string;
  readonly key: string;
  readonly type?: 'parallel' | 'final';
  readonly initial?: string;
  readonly states: Readonly<Record<string, Config>>;
  readonly on: Readonly<Record<string, readonly Transition[]>>;
  readonly after: readonly (Transition & { readonly delay: string | number })[];
  readonly always: readonly Transition[];
  readonly entry: readonly Named[];
  readonly exit: readonly Named[];
  readonly invoke: readonly { readonly id: string; readonly src: string }[];
};

/** What version 5 knows by name, or a function of its own: version 4 would carry out what is called `xstate.…`. */
const named = (value: unknown): Named => {
  if (typeof value === 'string') return value;
  const { type, name, params } = value as { type?: string; name?: string; params?: unknown };
  const word = (type ?? name ?? '').replace(/^xstate\./, '') || 'inline';
  return typeof params === 'object' && params !== null ? { ...params, type: word } : word;
};

const isBelow = (node: AnyStateNode, above: AnyStateNode): boolean =>
  node === above || (node.parent !== undefined && isBelow(node.parent, above));

const transition = ({ source, target, guard, actions, reenter }: AnyTransitionDefinition): Transition => ({
  ...(target && { target: target.map(({ id }: AnyStateNode) => `#${id}`) }),
  ...(guard !== undefined && { cond: named(guard) }),
  actions: actions.map(named),
  // In version 5 all are, as far as they can be.
  internal: !target || (!reenter && target.every((node: AnyStateNode) => isBelow(node, source))),
});

/** By event, but for timers: those have delays. */
const eventTransitions = (node: AnyStateNode): Config['on'] =>
  Object.fromEntries(
    [...node.transitions]
      .filter(([type]) => !type.startsWith('xstate.after.'))
      .map(([type, transitions]) => [eventType(type), transitions.map(transition)]),
  );

/** Actions as they were written: version 5 adds its timers to what a node does when it is entered and left. */
const written = (actions: unknown): Named[] => [actions ?? []].flat().map(named);

const typeOf = ({ type }: AnyStateNode): Pick<Config, 'type'> =>
  type === 'parallel' || type === 'final' ? { type } : {};

/** A node of a machine of ours as XState 4 would have been given it. */
const configOf = (node: AnyStateNode): Config => {
  const first = node.type === 'compound' ? node.initial.target[0] : undefined;
  return {
    ...{ id: node.id, key: node.key, ...typeOf(node) },
    ...(first && { initial: first.key }),
    states: Object.fromEntries(Object.entries(node.states).map(([key, below]) => [key, configOf(below)])),
    on: eventTransitions(node),
    after: node.after.map((timer) => ({ ...transition(timer), delay: String(timer.delay) })),
    always: (node.always ?? []).map(transition),
    entry: written(node.config.entry),
    exit: written(node.config.exit),
    invoke: node.invoke.map(({ id, src }) => ({ id, src: String(src) })),
  };
};

/** A machine of ours for XState 4: the same nodes, transitions and names. */
export const configOfMachine = ({ root }: AnyStateMachine): Config => configOf(root);
