import elk from 'elkjs/lib/elk.bundled.js';
import type { ElkEdgeSection, ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api.js';
import { bundles, elkGraph, headWidth, leadsBack, linesOf } from './elk-graph.ts';
import type { Box, LaidChart, LaidEdge, LaidNode, Point } from './laid-out.ts';
import { everyNode } from './model.ts';
import { edgeLines } from './text-lines.ts';
import type { Chart, ChartNode, Transition } from './types.ts';

const half = (value: number): number => Math.round(value * 2) / 2;
const boxOf = ({ x = 0, y = 0, width = 0, height = 0 }: Partial<Box>): Box => ({
  x: half(x),
  y: half(y),
  width: half(width),
  height: half(height),
});
const everyElk = (node: ElkNode): ElkNode[] => [node, ...(node.children ?? []).flatMap(everyElk)];
const pointsOf = ({ startPoint, bendPoints = [], endPoint }: ElkEdgeSection): Point[] =>
  [startPoint, ...bendPoints, endPoint].map(({ x, y }) => ({ x: half(x), y: half(y) }));

const laidNode = (
  node: ChartNode,
  depth: number,
  region: boolean,
  placed: ReadonlyMap<string, ElkNode>,
): LaidNode[] => [
  {
    ...boxOf(placed.get(`state:${node.id}`)!),
    id: node.id,
    name: node.name,
    kind: node.kind,
    region,
    depth,
    lines: linesOf(node),
  },
  ...node.children.flatMap((child) => laidNode(child, depth + 1, node.kind === 'parallel', placed)),
];

const laidEdge = (edge: ElkExtendedEdge, transitions: readonly Transition[], order: readonly string[]): LaidEdge => {
  const label = edge.labels?.[0];
  const way = edge.sections!.flatMap(pointsOf);
  const points = transitions[0] && leadsBack(order, transitions[0]) ? way.reverse() : way;
  return {
    id: edge.id,
    source: transitions[0]?.source,
    target: transitions[0]?.target ?? edge.targets[0]!.replace('state:', ''),
    transitions: transitions.map(({ id }) => id),
    points,
    ...(label ? { label: { ...boxOf(label), lines: transitions.flatMap(edgeLines) } } : {}),
  };
};

/** States that are too narrow for the words in them, and by how much. */
const tooNarrow = (chart: Chart, placed: ReadonlyMap<string, ElkNode>): Map<string, number> =>
  new Map(
    everyNode(chart.root)
      .map((node) => [node.id, Math.ceil(headWidth(node) - placed.get(`state:${node.id}`)!.width!)] as const)
      .filter(([, missing]) => missing > 0),
  );

const layouter = new elk.default();

const placedBy = async (chart: Chart, wider?: Map<string, number>) => {
  const picture = await layouter.layout(elkGraph(chart, wider));
  const all = everyElk(picture);
  return { picture, all, placed: new Map(all.map((node) => [node.id, node])) };
};

/** Places a chart. Elk is asked with a fixed seed: the same machine gives the same picture. */
export const layOut = async (chart: Chart): Promise<LaidChart> => {
  const first = await placedBy(chart);
  const wider = tooNarrow(chart, first.placed);
  const { picture, all, placed } = wider.size === 0 ? first : await placedBy(chart, wider);
  const known = bundles(chart);
  const order = everyNode(chart.root).map(({ id }) => id);
  return {
    machine: chart.machine,
    width: Math.ceil(picture.width!),
    height: Math.ceil(picture.height!),
    nodes: laidNode(chart.root, 0, false, placed),
    edges: all.flatMap(({ edges = [] }) => edges).map((edge) => laidEdge(edge, known.get(edge.id) ?? [], order)),
    starts: everyNode(chart.root)
      .filter(({ initial }) => initial !== undefined)
      .map(({ id }) => boxOf(placed.get(`start:${id}`)!)),
  };
};
