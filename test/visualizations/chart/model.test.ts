import { describe, expect, test } from 'vitest';
import { createMachine, raise } from 'xstate';
import { chartOf, everyNode, everyTransition } from '../../../visualizations/chart/model.ts';

const machine = createMachine({
  id: 'm',
  initial: 'a',
  on: { anywhere: '.b' },
  states: {
    a: {
      entry: 'begin',
      invoke: { id: 'helper', src: 'worker' },
      on: {
        go: { target: 'b', guard: 'mayGo', actions: ['note', raise({ type: 'next' })] },
        stay: { actions: 'note' },
      },
    },
    b: {
      type: 'parallel',
      states: { x: {}, y: { initial: 'on', states: { on: {}, off: {} } } },
      after: { pause: 'c' },
    },
    c: { type: 'final' },
  },
});
const { root } = chartOf(machine);
const nodeOf = (id: string) => everyNode(root).find((node) => node.id === id)!;

describe('a chart', () => {
  test('has the states of its machine, nested, parallel and final', () => {
    expect(everyNode(root).map(({ id, kind, initial }) => [id, kind, initial])).toEqual([
      ['', 'compound', 'a'],
      ['a', 'atomic', undefined],
      ['b', 'parallel', undefined],
      ['b.x', 'atomic', undefined],
      ['b.y', 'compound', 'b.y.on'],
      ['b.y.on', 'atomic', undefined],
      ['b.y.off', 'atomic', undefined],
      ['c', 'final', undefined],
    ]);
  });

  test('has transitions with event, guard, actions and delay', () => {
    expect(nodeOf('a').edges).toEqual([
      {
        id: 'a#0',
        source: 'a',
        target: 'b',
        reenter: false,
        event: 'go',
        title: 'go',
        guard: 'mayGo',
        actions: ['note', 'raise next'],
      },
    ]);
    expect(nodeOf('b').edges[0]).toMatchObject({ title: 'after pause', event: 'xstate.after.pause.m.b', target: 'c' });
  });

  test('lists in its box what a state does, and what changes facts only; not the timers of its delays', () => {
    expect(nodeOf('a').rows.map(({ kind, head, tail }) => [kind, head, tail])).toEqual([
      ['invoke', 'runs', 'helper (worker)'],
      ['entry', 'entry', 'begin'],
      ['transition', 'stay', 'note'],
    ]);
    expect(nodeOf('b').rows).toEqual([]);
  });

  test('lists a transition into a state itself in that state, with where it leads', () => {
    expect(root.rows.map(({ head, tail }) => [head, tail])).toEqual([['anywhere', '→ b']]);
    expect(everyTransition(chartOf(machine)).map(({ id }) => id)).toEqual(['#0', 'a#1', 'a#0', 'b#0']);
  });
});
