import type { AnyStateNode } from 'xstate';

/** A node of a chart, and all below it. */
export const nodesOf = (node: AnyStateNode): AnyStateNode[] => [node, ...Object.values(node.states).flatMap(nodesOf)];
