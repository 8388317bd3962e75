import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from 'xstate';
import type { Chart, ChartNode, ChartRow, NodeKind, Transition } from './types.ts';
import { eventTitle, nameOf } from './words.ts';

const idOf = (node: AnyStateNode): string => node.path.join('.');

const isWithin = (inner: AnyStateNode, outer: AnyStateNode): boolean =>
  inner === outer || (inner.parent !== undefined && isWithin(inner.parent, outer));

const transition = (node: AnyStateNode, definition: AnyTransitionDefinition, place: number): Transition => {
  const target = definition.target?.[0];
  return {
    id: `${idOf(node)}#${place}`,
    source: idOf(node),
    ...(target ? { target: idOf(target) } : {}),
    reenter: definition.reenter,
    event: definition.eventType,
    title: eventTitle(definition.eventType),
    guard: definition.guard === undefined ? '' : nameOf(definition.guard),
    actions: definition.actions.map(nameOf),
  };
};

const definitionsOf = (node: AnyStateNode): AnyTransitionDefinition[] =>
  [...node.transitions.values(), ...(node.always ? [node.always] : [])].flat();

/** Transitions that stay inside their source are lines in its box; drawn, they would circle around what they are in. */
const staysInside = (node: AnyStateNode, { target }: AnyTransitionDefinition): boolean =>
  target === undefined || (Object.keys(node.states).length > 0 && isWithin(target[0]!, node));

const transitionRow = (one: Transition, node: AnyStateNode): ChartRow => {
  const inside = node.id === '' ? one.target : one.target?.split('.').at(-1);
  const tail = [inside === undefined ? '' : `→ ${inside}`, one.actions.join(', ')].filter(Boolean).join(' / ');
  const head = [one.title, one.guard && `[${one.guard}]`].filter(Boolean).join(' ');
  return { kind: 'transition', head, tail: tail || 'nothing', transition: one };
};

/** What XState adds for a state with a delay: its timer, and the end of it. */
const isTimer = (name: string): boolean => name.startsWith('raise xstate.after.') || name === 'xstate.cancel';

const actionRow = (kind: 'entry' | 'exit', actions: readonly unknown[]): ChartRow[] => {
  const names = actions.map(nameOf).filter((name) => !isTimer(name));
  return names.length > 0 ? [{ kind, head: kind, tail: names.join(', ') }] : [];
};

const rowsOf = (node: AnyStateNode, inner: readonly Transition[]): ChartRow[] => [
  ...node.invoke.map(({ id, src }): ChartRow => ({ kind: 'invoke', head: 'runs', tail: shownActor(id, src) })),
  ...actionRow('entry', node.entry),
  ...actionRow('exit', node.exit),
  ...inner.map((one) => transitionRow(one, node)),
];

const shownActor = (id: string, src: unknown): string => {
  const name = typeof src === 'string' ? src : id;
  return name === id ? id : `${id} (${name})`;
};

const nodeOf = (node: AnyStateNode): ChartNode => {
  const all = definitionsOf(node).map((definition, place) => ({
    inner: staysInside(node, definition),
    one: transition(node, definition, place),
  }));
  const { initial } = node.config;
  return {
    id: idOf(node),
    name: node.key,
    kind: node.type as NodeKind,
    ...(initial === undefined ? {} : { initial: idOf(node.states[String(initial)]!) }),
    rows: rowsOf(
      node,
      all.filter(({ inner }) => inner).map(({ one }) => one),
    ),
    edges: all.filter(({ inner }) => !inner).map(({ one }) => one),
    children: Object.values(node.states).map(nodeOf),
  };
};

/** The chart of a machine, read from the machine itself. */
export const chartOf = (machine: AnyStateMachine): Chart => ({ machine: machine.id, root: nodeOf(machine.root) });

/** A node and all below it, outermost first. */
export const everyNode = (node: ChartNode): ChartNode[] => [node, ...node.children.flatMap(everyNode)];

/** Every transition of a chart. */
export const everyTransition = ({ root }: Chart): Transition[] =>
  everyNode(root).flatMap(({ rows, edges }) => [
    ...rows.flatMap((row) => (row.transition ? [row.transition] : [])),
    ...edges,
  ]);
