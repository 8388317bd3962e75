import type { StateValue } from '../../../runtime/watch/messages.ts';
import { everyNode, everyTransition } from '../../chart/model.ts';
import type { Chart, ChartNode, NodeId, Transition } from '../../chart/types.ts';

/** States that hold, ancestors included; the machine itself is the empty one. */
export type Active = ReadonlySet<NodeId>;

/** A chart with its nodes at hand. */
export type Index = {
  readonly nodes: ReadonlyMap<NodeId, ChartNode>;
  readonly transitions: readonly Transition[];
};

/** Makes the nodes of a chart easy to find. */
export const indexOf = (chart: Chart): Index => ({
  nodes: new Map(everyNode(chart.root).map((node) => [node.id, node])),
  transitions: everyTransition(chart),
});

/** What XState writes as `{ running: { orders: 'attending' } }`, as a set of states. */
export const activeIn = (value: StateValue, above: NodeId = ''): Set<NodeId> => {
  const under = (key: string): NodeId => (above === '' ? key : `${above}.${key}`);
  if (typeof value === 'string') return new Set(value === '' ? [above] : [above, under(value)]);
  const inside = Object.entries(value).flatMap(([key, inner]) => [
    under(key),
    ...(inner === undefined ? [] : activeIn(inner, under(key))),
  ]);
  return new Set([above, ...inside]);
};

/** The shortest way to write a configuration: `running · orders.attending`. */
export const valueWords = (value: StateValue): string => {
  if (typeof value === 'string') return value;
  return Object.entries(value)
    .map(([key, inner]) => (typeof inner === 'string' ? `${key}.${inner}` : `${key} (${valueWords(inner)})`))
    .join(', ');
};

const shortWords = (value: StateValue): string => {
  if (typeof value === 'string') return value;
  const inside = Object.entries(value);
  const [key, inner] = inside[0] ?? ['', ''];
  if (inside.length !== 1) return '';
  const rest = shortWords(inner ?? '');
  return rest === '' ? key : `${key}.${rest}`;
};

/** A change in few words: of regions only those that changed are told, and none where all of them begin anew. */
export const changeWords = (from: StateValue, to: StateValue): string => {
  const [before, then] = [shortWords(from), shortWords(to)];
  if (before !== then || typeof from === 'string' || typeof to === 'string') return `${before} → ${then}`;
  return Object.entries(from)
    .filter(([key, inner]) => JSON.stringify(inner) !== JSON.stringify(to[key]))
    .map(([key, inner]) => {
      const change = changeWords(inner ?? '', to[key] ?? '');
      return typeof inner === 'string' ? `${key}: ${change}` : change;
    })
    .join(', ');
};

export const parentOf = (id: NodeId): NodeId | undefined =>
  id === '' ? undefined : id.slice(0, Math.max(0, id.lastIndexOf('.')));
const isBelow = (id: NodeId, above: NodeId): boolean => id !== above && (above === '' || id.startsWith(`${above}.`));

const enter = ({ nodes }: Index, id: NodeId, into: Set<NodeId>): void => {
  into.add(id);
  const node = nodes.get(id)!;
  if (node.initial !== undefined) enter({ nodes } as Index, node.initial, into);
  if (node.kind === 'parallel')
    for (const child of node.children) if (!into.has(child.id)) enter({ nodes } as Index, child.id, into);
};

/** The state inside which a transition happens: nothing outside it changes. */
const domainOf = ({ nodes }: Index, { source, target, reenter }: Transition): NodeId => {
  if (!reenter && isBelow(target!, source)) return source;
  let domain = parentOf(source) ?? '';
  while (domain !== '' && (!isBelow(target!, domain) || nodes.get(domain)!.kind === 'parallel'))
    domain = parentOf(domain) ?? '';
  return domain;
};

/** The configuration after a transition, its guard taken for granted. */
export const after = (index: Index, active: Active, transition: Transition): Set<NodeId> => {
  const { target } = transition;
  if (target === undefined) return new Set(active);
  const domain = domainOf(index, transition);
  const next = new Set([...active].filter((id) => !isBelow(id, domain)));
  for (let id = parentOf(target); id !== undefined && isBelow(id, domain); id = parentOf(id)) next.add(id);
  enter(index, target, next);
  for (const id of [...next])
    if (index.nodes.get(id)?.kind === 'parallel' && isBelow(id, domain)) enter(index, id, next);
  return next;
};
