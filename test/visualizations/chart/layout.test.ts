import { beforeAll, describe, expect, test } from 'vitest';
import type { Box, LaidChart } from '../../../visualizations/chart/laid-out.ts';
import { layOut } from '../../../visualizations/chart/layout.ts';
import { drawnMachines } from '../../../visualizations/chart/machines.ts';
import { chartOf, everyTransition } from '../../../visualizations/chart/model.ts';
import { pictureOf } from '../../../visualizations/chart/picture.ts';
import { svgText } from '../../../visualizations/chart/svg-text.ts';
import { widthOf } from '../../../visualizations/chart/text-lines.ts';

const overlap = (one: Box, other: Box): boolean =>
  one.x < other.x + other.width &&
  other.x < one.x + one.width &&
  one.y < other.y + other.height &&
  other.y < one.y + one.height;
const isWithin = (inner: string, outer: string): boolean => outer === '' || inner.startsWith(`${outer}.`);

describe.each(drawnMachines)('the picture of $id', (machine) => {
  let laid: LaidChart;
  beforeAll(async () => {
    laid = await layOut(chartOf(machine));
  });

  test('is the same each time', async () => {
    expect(await layOut(chartOf(machine))).toEqual(laid);
  });

  test('shows every transition once', () => {
    const shown = [
      ...laid.edges.flatMap(({ transitions }) => transitions),
      ...new Set(laid.nodes.flatMap(({ lines }) => lines.flatMap(({ transition }) => transition ?? []))),
    ];
    expect(shown.sort()).toEqual(
      everyTransition(chartOf(machine))
        .map(({ id }) => id)
        .sort(),
    );
  });

  test('has no state over another, no label over another or over a state beside its own', () => {
    for (const [place, one] of laid.nodes.entries())
      for (const other of laid.nodes.slice(place + 1))
        if (!isWithin(other.id, one.id)) expect(overlap(one, other), `${one.id} and ${other.id}`).toBe(false);
    const labels = laid.edges.flatMap(({ label, id }) => (label ? [{ ...label, id }] : []));
    const atoms = laid.nodes.filter(({ kind }) => kind === 'atomic' || kind === 'final');
    for (const [place, one] of labels.entries())
      for (const other of [...labels.slice(place + 1), ...atoms])
        expect(overlap(one, other), `${one.id} and ${other.id}`).toBe(false);
  });

  test('has room for its words', () => {
    for (const { id, width, lines } of laid.nodes) expect(width, id).toBeGreaterThanOrEqual(widthOf(lines));
  });
});

test('text that looks like markup stays text', () => {
  const lines = [{ text: '<script>"&', kind: 'head' } as const];
  const node = {
    x: 0,
    y: 0,
    width: 9,
    height: 9,
    id: '',
    name: '<b>',
    kind: 'atomic',
    region: false,
    depth: 0,
    lines,
  } as const;
  const svg = svgText(
    pictureOf({ machine: 'm', width: 9, height: 9, nodes: [node], edges: [], starts: [] }, 'a "b"'),
    '',
  );
  expect(svg).toContain('>&lt;script&gt;&quot;&amp;</text>');
  expect(svg).toContain('aria-label="a &quot;b&quot;"');
  expect(svg).not.toContain('<b>');
});
