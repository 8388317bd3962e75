import { mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createActor, createMachine, sendTo } from 'xstate';
import { createPortableSystem } from '../../adapters/portable-system.ts';
import { createSupervise } from '../../adapters/supervise.ts';
import { createTurns } from '../../adapters/turns.ts';
import type { SuperviseFact, SuperviseOrder } from '../../machines/ports.ts';
import { serviceKey } from '../../machines/rules/reconcile.ts';
import { temporary } from '../support/temporary.ts';
import { until } from '../support/until.ts';

const system = createPortableSystem((cause) => {
  throw cause;
});

/** The port over a directory: what it has told, what the operator reads, and how to order something. */
const supervise = (directory: string, key?: string) => {
  const facts: SuperviseFact[] = [];
  const said: object[] = [];
  const logic = createSupervise({ system, places: new Map(), report: (line) => said.push(line), turns: createTurns() });
  const machine = createMachine({
    types: { events: {} as SuperviseFact | SuperviseOrder },
    invoke: { id: 'supervise', src: logic, input: { place: directory, key, directory, label: 'a', session: false } },
    entry: sendTo('supervise', { type: 'supervise.open' }),
    on: {
      'supervise.exit': { actions: sendTo('supervise', ({ event }) => event) },
      'status.write': { actions: sendTo('supervise', ({ event }) => event) },
      '*': { actions: ({ event }) => facts.push(event as SuperviseFact) },
    },
  });
  const actor = createActor(machine).start();
  onTestFinished(() => void actor.stop());
  return { facts, said, order: (order: SuperviseOrder) => actor.send(order) };
};

/** What opening a directory, known by the key that a scan saw, is answered, and what the operator reads. */
const opening = async (directory: string, key: string): Promise<{ facts: string[]; said: object[] }> => {
  const { facts, said } = supervise(directory, key);
  await until('it is answered', () => facts.length > 0);
  return { facts: facts.map(({ type }) => type), said };
};

test('a directory that has been replaced since the scan is left to the next one', async () => {
  const directory = join(temporary(), 'a');
  mkdirSync(directory);
  const key = serviceKey(statSync(directory, { bigint: true }));
  renameSync(directory, `${directory}.old`);
  mkdirSync(directory);
  expect(await opening(directory, key)).toEqual({
    facts: ['supervise.failed'],
    said: [
      {
        program: 'runsv',
        subject: 'a',
        level: 'fatal',
        message: 'unable to change to directory',
        code: 'ENOENT',
      },
    ],
  });
  expect(await opening(`${directory}.old`, key)).toEqual({ facts: ['supervise.opened'], said: [] });
});

/** An open directory with letters that nobody has read. */
const unread = async (letters: string) => {
  const directory = join(temporary(), 'a');
  mkdirSync(directory);
  const port = supervise(directory);
  await until('it is open', () => port.facts.length > 0);
  writeFileSync(`${directory}/supervise/control`, letters);
  const orders = (): string[] =>
    port.facts.flatMap((fact) => (fact.type === 'supervise.control' ? [fact.order.type] : []));
  return { ...port, directory, orders };
};

test('an exit comes after the letters that have been written', async () => {
  const { facts, order, orders } = await unread('ud');
  order({ type: 'supervise.exit' });
  expect(orders()).toEqual(['control.up', 'control.down', 'control.exit']);
  expect(facts.at(-1)).toMatchObject({ role: 'main', order: { by: 'supervisor' } });
});

test('and after many of them, although somebody removes supervise meanwhile', async () => {
  const { directory, order, orders } = await unread('u'.repeat(100));
  order({ type: 'supervise.exit' });
  expect(orders()).not.toContain('control.exit');
  rmSync(`${directory}/supervise`, { recursive: true });
  const record = { state: 'down', since: 0, pid: 0, paused: false, gotTerm: false, want: 'up' } as const;
  order({ type: 'status.write', role: 'main', record, once: false });
  await until('the exit comes', () => orders().includes('control.exit'));
  expect(orders().filter((type) => type === 'control.exit')).toHaveLength(1);
});
