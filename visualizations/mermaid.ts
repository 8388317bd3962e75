import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from 'xstate';

const INDENT = '  ';

/** Mermaid's identifiers know no dots: the node's id with underscores. */
const idOf = (node: AnyStateNode): string => node.id.replaceAll(/[^A-Za-z0-9]/g, '_');

const guardText = (guard: unknown): string => {
  if (guard === undefined) return '';
  if (typeof guard === 'string') return ` [${guard}]`;
  const { type } = guard as { type?: string };
  return type ? ` [${type}]` : ' [guarded]';
};

const actionNames = ({ actions }: AnyTransitionDefinition): string => {
  const names = actions.map((action) =>
    typeof action === 'string' ? action : ((action as { type?: string }).type ?? ''),
  );
  return names.some(Boolean) ? ` / ${names.filter(Boolean).join(', ')}` : '';
};

/** `xstate.after.pause.service.backoff` → `after pause`; other events as they are called. */
const eventText = (event: string): string => event.replace(/^xstate\.after\.([^.]+)\..*$/, 'after $1');

const edges = (node: AnyStateNode): string[] => {
  const transitions = [...node.transitions.values(), ...(node.always ? [node.always] : [])].flat();
  return transitions.flatMap((transition) =>
    (transition.target ?? []).map((target) => {
      const label = `${eventText(transition.eventType)}${guardText(transition.guard)}${actionNames(transition)}`.trim();
      return `${INDENT}${idOf(node)} --> ${idOf(target)}${label ? ` : ${label}` : ''}`;
    }),
  );
};

/** The nodes below one, with what is inside each; the regions of a parallel node stand side by side. */
const nodes = (node: AnyStateNode, indent: string): string[] => {
  const children = Object.values(node.states);
  const first = node.config.initial ? [`${indent}[*] --> ${idOf(node.states[String(node.config.initial)]!)}`] : [];
  const lines = children.flatMap((child, index) => {
    const inside = nodes(child, indent + INDENT);
    const name = `${indent}state "${child.key}" as ${idOf(child)}`;
    const block = inside.length > 0 ? [`${name} {`, ...inside, `${indent}}`] : [name];
    const final = child.type === 'final' ? [`${indent}${idOf(child)} --> [*]`] : [];
    return [...(node.type === 'parallel' && index > 0 ? [`${indent}--`] : []), ...block, ...final];
  });
  return [...first, ...lines];
};

const everyNode = (node: AnyStateNode): AnyStateNode[] => [node, ...Object.values(node.states).flatMap(everyNode)];

/**
 * A machine as a Mermaid state diagram. Transitions without a target (they change facts, not the state) are left out,
 * and so is the root, which Mermaid has no box for.
 */
export const mermaid = (machine: AnyStateMachine): string =>
  [
    'stateDiagram-v2',
    ...nodes(machine.root, INDENT),
    ...Object.values(machine.root.states).flatMap(everyNode).flatMap(edges),
    '',
  ].join('\n');
