import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { AnyStateMachine } from 'xstate';
import { layOut } from './chart/layout.ts';
import { drawnMachines } from './chart/machines.ts';
import { chartOf } from './chart/model.ts';
import { pictureOf } from './chart/picture.ts';
import { svgText } from './chart/svg-text.ts';
import { mermaid } from './mermaid.ts';

const STYLE = readFileSync(new URL('chart/chart.css', import.meta.url), 'utf8');

const drawn = async (machine: AnyStateMachine): Promise<[string, string][]> => [
  [`${machine.id}.mmd`, mermaid(machine)],
  [`${machine.id}.svg`, svgText(pictureOf(await layOut(chartOf(machine)), `The chart of ${machine.id}`), STYLE)],
];

/** Every diagram of `drawn/`, by file name. */
export const drawings = async (): Promise<Record<string, string>> =>
  Object.fromEntries((await Promise.all(drawnMachines.map(drawn))).flat());

if (import.meta.main) {
  const folder = new URL('drawn/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  for (const [file, text] of Object.entries(await drawings())) writeFileSync(new URL(file, folder), text);
}
