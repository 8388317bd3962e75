import type { LaidChart, LaidEdge, LaidNode, Point } from './laid-out.ts';
import { TEXT, type TextLine } from './text-lines.ts';

/** A piece of SVG, to be written as text or made into elements. */
export type Piece = {
  readonly tag: string;
  readonly at: Readonly<Record<string, string | number>>;
  readonly inside: readonly (Piece | string)[];
};

const piece = (tag: string, at: Piece['at'], ...inside: (Piece | string)[]): Piece => ({ tag, at, inside });
const CORNER = 7;

const towards = (from: Point, to: Point, by: number): Point => {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const part = Math.min(by, length / 2) / length;
  return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
};
const at = ({ x, y }: Point): string => `${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`;

/** Right angles with their corners rounded. */
export const pathOf = (points: readonly Point[]): string => {
  const [first, ...rest] = points;
  const steps = rest.map((point, place) => {
    const next = rest[place + 1];
    if (!next) return `L${at(point)}`;
    const before = place === 0 ? first! : rest[place - 1]!;
    return `L${at(towards(point, before, CORNER))}Q${at(point)} ${at(towards(point, next, CORNER))}`;
  });
  return `M${at(first!)}${steps.join('')}`;
};

const textLines = (lines: readonly TextLine[], x: number, y: number): Piece[] =>
  lines.map(({ text, kind, transition }, place) =>
    piece(
      'text',
      {
        class: `line ${kind}`,
        x: x + (text.length - text.trimStart().length) * TEXT.column,
        y: y + place * TEXT.line,
        ...(transition === undefined ? {} : { 'data-transition': transition }),
      },
      text.trimStart(),
    ),
  );

const box = ({ x, y, width, height }: LaidNode, inset: number, name: string): Piece =>
  piece('rect', {
    class: name,
    x: x + inset,
    y: y + inset,
    width: width - 2 * inset,
    height: height - 2 * inset,
    rx: 8 - inset,
  });

const classOf = (node: LaidNode): string =>
  [node.kind, node.depth === 0 ? 'machine' : '', node.region ? 'region' : ''].filter(Boolean).join(' ');

const state = (node: LaidNode): Piece =>
  piece(
    'g',
    { class: `state ${classOf(node)}`, 'data-state': node.id },
    box(node, 0, 'box'),
    ...(node.kind === 'final' ? [box(node, 3, 'rim')] : []),
  );

/** What stands in a box, above the lines that may cross it. */
const words = (node: LaidNode): Piece =>
  piece(
    'g',
    { class: `words ${classOf(node)}`, 'data-state': node.id },
    piece('text', { class: 'name', x: node.x + 12, y: node.y + 20 }, node.name),
    ...textLines(node.lines, node.x + 12, node.y + 38),
  );

const edge = (one: LaidEdge): Piece =>
  piece(
    'g',
    { class: one.source === undefined ? 'edge start' : 'edge', 'data-edge': one.id },
    piece('path', { class: 'way', d: pathOf(one.points), 'marker-end': 'url(#tip)' }),
  );

/** Labels lie above every line: one that a line crosses stays legible. */
const label = ({ id, label: place }: LaidEdge): Piece[] =>
  place === undefined
    ? []
    : [
        piece(
          'g',
          { class: 'label', 'data-edge': id },
          piece('rect', { class: 'plate', x: place.x, y: place.y, width: place.width, height: place.height, rx: 4 }),
          ...textLines(place.lines, place.x + 5, place.y + 13),
        ),
      ];

const TIP = piece(
  'defs',
  {},
  piece(
    'marker',
    {
      id: 'tip',
      viewBox: '0 0 8 8',
      refX: 7,
      refY: 4,
      markerWidth: 9,
      markerHeight: 9,
      markerUnits: 'userSpaceOnUse',
      orient: 'auto',
    },
    piece('path', { class: 'tip', d: 'M0 0.8L7.4 4L0 7.2Z' }),
  ),
);

/** A laid out chart as SVG. `title`: what a screen reader says of it. */
export const pictureOf = (chart: LaidChart, title: string): Piece =>
  piece(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      class: 'chart',
      viewBox: `0 0 ${chart.width} ${chart.height}`,
      width: chart.width,
      height: chart.height,
      role: 'img',
      'aria-label': title,
    },
    TIP,
    ...chart.nodes.map(state),
    ...chart.starts.map((dot) =>
      piece('circle', { class: 'dot', cx: dot.x + dot.width / 2, cy: dot.y + dot.height / 2, r: dot.width / 2 }),
    ),
    ...chart.edges.map(edge),
    ...chart.nodes.map(words),
    ...chart.edges.flatMap(label),
  );
