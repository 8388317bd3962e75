import { describe, expect, it, vi } from 'vitest';
import type { AnyStateNode, AnyTransitionDefinition, StateValue } from 'xstate';
import { machines as originals } from '../../../visualizations/inspectors/machines.ts';
import { eventType } from '../../../visualizations/inspectors/xstate4/event.ts';
import { machines } from '../../../visualizations/xstate-viz/machines.ts';
import {
  createMachine,
  type AnyStateMachine as Machine4,
  type StateNode as Node4,
  State as State4,
} from '../../../visualizations/xstate-viz/receiver.ts';
import { nodesOf } from './support/nodes.ts';

/** Every state that a chart could be in: those that can be reached are among them. */
const valuesOf = (node: AnyStateNode): StateValue[] => {
  const below = Object.values(node.states);
  if (node.type === 'parallel')
    return below.reduce<StateValue[]>(
      (all, region) =>
        all.flatMap((one) => valuesOf(region).map((value) => ({ ...(one as object), [region.key]: value }))),
      [{}],
    );
  return below.flatMap((child): StateValue[] =>
    Object.keys(child.states).length === 0 ? [child.key] : valuesOf(child).map((value) => ({ [child.key]: value })),
  );
};

const nodes4Of = (node: Node4): Node4[] => [
  node,
  ...Object.values(node.states).flatMap((one) => nodes4Of(one as Node4)),
];

const wordOf = (named: unknown): string => {
  const { type, name } = (typeof named === 'string' ? { type: named } : named) as { type: string; name?: string };
  return type === 'xstate.guard' ? name! : type;
};

type Edges = Record<string, unknown[]>;

/** Only then is there a choice whether the source is left: without, or to itself or something in it. */
const isInside = (targets: readonly string[], source: string): boolean =>
  targets.every((id) => id === source || id.startsWith(`${source}.`));

const edgesOf = (node: AnyStateNode): Edges => {
  const edge = ({ target, guard, actions, reenter }: AnyTransitionDefinition) => {
    const targets: string[] = (target ?? []).map(({ id }: AnyStateNode) => id);
    const words = actions.map((action) => wordOf(action).replace('xstate.', ''));
    return [targets, guard && wordOf(guard), words, reenter && isInside(targets, node.id)];
  };
  const all = Object.fromEntries([...node.transitions].map(([type, list]) => [eventType(type), list.map(edge)]));
  return node.always ? { ...all, '': node.always.map(edge) } : all;
};

const edges4Of = (node: Node4): Edges =>
  Object.fromEntries(
    Object.entries(node.on).map(([type, list]) => [
      type,
      list.map(({ target, cond, actions, internal }) => {
        const targets = ((target ?? []) as Node4[]).map(({ id }) => id);
        return [targets, cond && wordOf(cond), actions.map(wordOf), !internal && isInside(targets, node.id)];
      }),
    ]),
  );

/** What a visualizer has of it. XState 4 warns of what it wrote itself. */
const received = (machine: Machine4): Machine4 => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  const made = createMachine(JSON.parse(JSON.stringify(machine)));
  nodes4Of(made as unknown as Node4).map(({ on }) => on);
  warn.mockRestore();
  return made;
};

describe.each([...originals.keys()])('%s in XState 4', (id) => {
  const original = originals.get(id)!;
  const sent = machines.get(id)!;
  const values = valuesOf(original.root);

  it.each([
    ['sent', sent],
    ['received', received(sent)],
  ])('as it is %s has the same nodes and transitions', (_, machine) => {
    const nodes = nodesOf(original.root);
    const nodes4 = nodes4Of(machine as unknown as Node4);
    expect(nodes4.map((node) => [node.id, node.type, node.invoke.map((one) => one.id)])).toEqual(
      nodes.map((node) => [node.id, node.type, node.invoke.map((one) => one.id)]),
    );
    expect(Object.fromEntries(nodes4.map((node) => [node.id, edges4Of(node)]))).toEqual(
      Object.fromEntries(nodes.map((node) => [node.id, edgesOf(node)])),
    );
    expect(nodes4.map(({ initial }) => initial)).toEqual(nodes.map(({ config }) => config.initial));
  });

  it('enters and leaves its nodes with the same actions, timers beside them', () => {
    // Both versions have timers among these.
    const own = (actions: readonly unknown[]) =>
      actions.map(wordOf).filter((word) => !/^xstate\.(send|raise|cancel)$/.test(word));
    const [nodes, nodes4] = [nodesOf(original.root), nodes4Of(sent as unknown as Node4)];
    expect(nodes4.map((node) => [own(node.onEntry), own(node.onExit)])).toEqual(
      nodes.map((node) => [own(node.entry), own(node.exit)]),
    );
    expect(nodes4.map(({ after }) => after.map(({ delay }) => delay))).toEqual(
      nodes.map(({ after }) => after.map(({ delay }) => delay)),
    );
  });

  it('has the same states', () => {
    expect(values.length).toBeGreaterThan(1);
    for (const value of values) {
      const state = original.resolveState({ value, context: {} });
      for (const machine of [sent, received(sent)]) {
        const state4 = machine.resolveState(State4.from(value as never, {}) as never);
        expect(state4.value).toEqual(state.value);
        expect(state4.configuration.map((node) => node.id).sort()).toEqual(state._nodes.map((node) => node.id).sort());
        expect(state4.done).toBe(state.status === 'done');
      }
    }
  });
});
