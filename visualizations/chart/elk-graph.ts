import type { ElkExtendedEdge, ElkLabel, ElkNode, LayoutOptions } from 'elkjs/lib/elk-api.js';
import { everyNode } from './model.ts';
import { edgeLines, rowLines, TEXT, type TextLine, widthOf } from './text-lines.ts';
import type { Chart, ChartNode, Transition } from './types.ts';

export const PAD = 12;
/** Radius of the dot that a region begins with. */
export const START = 4;

const OPTIONS: LayoutOptions = {
  'elk.algorithm': 'layered',
  'elk.direction': 'DOWN',
  'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
  'elk.json.shapeCoords': 'ROOT',
  'elk.json.edgeCoords': 'ROOT',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.layered.nodePlacement.strategy': 'LINEAR_SEGMENTS',
  'elk.layered.edgeLabels.centerLabelPlacementStrategy': 'WIDEST_LAYER',
  'elk.layered.spacing.nodeNodeBetweenLayers': '18',
  'elk.layered.spacing.edgeNodeBetweenLayers': '10',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '9',
  'elk.spacing.nodeNode': '14',
  'elk.spacing.edgeNode': '10',
  'elk.spacing.edgeEdge': '9',
  'elk.spacing.edgeLabel': '4',
  'elk.layered.unnecessaryBendpoints': 'false',
  'elk.randomSeed': '1',
};

/** The line runs through its label: beside the line, every label would need a lane of its own. */
const INLINE: LayoutOptions = { 'elk.edgeLabels.inline': 'true' };

/** Lines of text in the box of a state, below its name. */
export const linesOf = (node: ChartNode): TextLine[] => node.rows.flatMap(rowLines);

const headHeight = (node: ChartNode): number => {
  const lines = linesOf(node).length;
  return 8 + TEXT.title + (lines > 0 ? lines * TEXT.line + 6 : 0);
};
/** What the words in a state's box need. */
export const headWidth = (node: ChartNode): number =>
  Math.max(widthOf(linesOf(node)), Math.ceil(node.name.length * TEXT.titleColumn)) + 2 * PAD;

/** How much wider states with others in them must be for the words in them: elk does not ask. */
export type Wider = ReadonlyMap<string, number>;

const sizeOf = (node: ChartNode, wider: Wider): Pick<ElkNode, 'width' | 'height' | 'layoutOptions'> => {
  if (node.children.length === 0) return { width: Math.max(72, headWidth(node)), height: headHeight(node) + 6 };
  const top = headHeight(node) + 8;
  return {
    layoutOptions: {
      ...OPTIONS,
      'elk.padding': `[top=${top},left=${PAD + 4},bottom=${PAD + 4},right=${PAD + 4 + (wider.get(node.id) ?? 0)}]`,
    },
  };
};

const startOf = ({ id, initial }: ChartNode): { nodes: ElkNode[]; edges: ElkExtendedEdge[] } =>
  initial === undefined
    ? { nodes: [], edges: [] }
    : {
        nodes: [{ id: `start:${id}`, width: 2 * START, height: 2 * START }],
        edges: [{ id: `start:${id}`, sources: [`start:${id}`], targets: [`state:${initial}`] }],
      };

const labelOf = (transitions: readonly Transition[]): ElkLabel[] => {
  const lines = transitions.flatMap(edgeLines);
  return lines.length === 0
    ? []
    : // Elk passes over labels without text.
      [
        {
          text: transitions[0]!.title || '-',
          width: widthOf(lines) + 10,
          height: lines.length * TEXT.line + 4,
          layoutOptions: INLINE,
        },
      ];
};

/** Transitions by the states that they lead from and to. */
export const bundles = (chart: Chart): Map<string, Transition[]> => {
  const found = new Map<string, Transition[]>();
  for (const transition of everyNode(chart.root).flatMap(({ edges }) => edges)) {
    const id = `${transition.source}→${transition.target}`;
    found.set(id, [...(found.get(id) ?? []), transition]);
  }
  return found;
};

const elkNode = (node: ChartNode, wider: Wider): ElkNode => {
  const start = startOf(node);
  return {
    id: `state:${node.id}`,
    ...sizeOf(node, wider),
    children: [...start.nodes, ...node.children.map((child) => elkNode(child, wider))],
    edges: start.edges,
  };
};

/**
 * A machine is written in the order of its life. Elk gets the edges that lead back turned round, so that it keeps that
 * order from top to bottom instead of breaking circles where it likes.
 */
export const leadsBack = (order: readonly string[], { source, target }: Transition): boolean =>
  order.indexOf(target!) < order.indexOf(source);

const elkEdges = (chart: Chart): ElkExtendedEdge[] => {
  const order = everyNode(chart.root).map(({ id }) => id);
  return [...bundles(chart)].map(([id, transitions]) => {
    const ends = [`state:${transitions[0]!.source}`, `state:${transitions[0]!.target}`];
    const [from, to] = leadsBack(order, transitions[0]!) ? ends.reverse() : ends;
    return { id, sources: [from!], targets: [to!], labels: labelOf(transitions) };
  });
};

/** What elk is asked to place. */
export const elkGraph = (chart: Chart, wider: Wider = new Map()): ElkNode => ({
  id: 'picture',
  layoutOptions: { ...OPTIONS, 'elk.padding': '[top=1,left=1,bottom=1,right=1]' },
  children: [elkNode(chart.root, wider)],
  edges: elkEdges(chart),
});
