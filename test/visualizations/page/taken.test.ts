import { describe, expect, test } from 'vitest';
import { drawnMachines } from '../../../visualizations/chart/machines.ts';
import { chartOf } from '../../../visualizations/chart/model.ts';
import { activeIn, changeWords, indexOf, valueWords } from '../../../visualizations/page/model/configuration.ts';
import { takenBy } from '../../../visualizations/page/model/taken.ts';
import { scene } from '../../browser/support/scene.ts';

const charts = new Map(drawnMachines.map((machine) => [machine.id, indexOf(chartOf(machine))]));
const RUNNING = { running: { orders: 'attending', killing: 'attending' } };

describe('a configuration', () => {
  test('is every state that holds', () => {
    expect([...activeIn(RUNNING)].sort()).toEqual([
      '',
      'running',
      'running.killing',
      'running.killing.attending',
      'running.orders',
      'running.orders.attending',
    ]);
  });

  test('has words, and so has a change of it', () => {
    expect(valueWords({ starting: 'spawning' })).toBe('starting.spawning');
    expect(valueWords(RUNNING)).toBe('running (orders.attending, killing.attending)');
    expect(changeWords('backoff', RUNNING)).toBe('backoff → running');
    expect(changeWords(RUNNING, { running: { orders: 'consulting', killing: 'attending' } })).toBe(
      'orders: attending → consulting',
    );
  });
});

describe('the transitions of a step', () => {
  const steps = scene().steps;

  test('are found for every change of state that the real machines make', () => {
    const moves = steps.filter(({ kind }) => kind === 'transition');
    expect(moves.length).toBeGreaterThan(30);
    expect(moves.filter((step) => takenBy(charts.get(step.machine)!, step).length === 0)).toEqual([]);
  });

  test('are the chain that the chart has from one state to the other', () => {
    const step = steps.find(({ event, actor }) => actor === 'crasher/main' && event.type === 'program.absent')!;
    expect(takenBy(charts.get('service')!, step).map(({ source, target }) => [source, target])).toEqual(
      expect.arrayContaining([
        ['finishing', 'settling'],
        ['settling', 'backoff'],
      ]),
    );
  });

  test('are those inside a state where only facts changed', () => {
    const step = { ...steps.at(-1)!, kind: 'snapshot' as const, to: RUNNING, event: { type: 'control.term' } };
    const { from: _, ...still } = step;
    expect(takenBy(charts.get('service')!, still).map(({ source, event }) => [source, event])).toEqual([
      ['running', 'control.term'],
    ]);
  });
});
