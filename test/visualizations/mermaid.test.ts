import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createMachine } from 'xstate';
import { drawings } from '../../visualizations/draw.ts';
import { mermaid } from '../../visualizations/mermaid.ts';

test('draws nested and parallel states, guards, delays and final states', () => {
  const machine = createMachine({
    id: 'm',
    initial: 'a',
    states: {
      a: { on: { go: { target: 'b', guard: 'mayGo', actions: 'note' }, stay: { actions: 'note' } } },
      b: { type: 'parallel', states: { x: {}, y: {} }, after: { pause: 'c' } },
      c: { type: 'final' },
    },
  });
  expect(mermaid(machine)).toBe(`stateDiagram-v2
  [*] --> m_a
  state "a" as m_a
  state "b" as m_b {
    state "x" as m_b_x
    --
    state "y" as m_b_y
  }
  state "c" as m_c
  m_c --> [*]
  m_a --> m_b : go [mayGo] / note
  m_b --> m_c : after pause
`);
});

test('the diagrams in the repository are those of the machines: npm run draw', async () => {
  const folder = new URL('../../visualizations/drawn/', import.meta.url);
  const drawn = Object.fromEntries(
    readdirSync(folder).map((file) => [file, readFileSync(new URL(file, folder), 'utf8')]),
  );
  expect(drawn).toEqual(await drawings());
});
