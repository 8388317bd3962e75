import { mkdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createActor, createMachine, sendTo } from 'xstate';
import { createPortableSystem } from '../../adapters/portable-system.ts';
import { createSupervise } from '../../adapters/supervise.ts';
import { createTurns, type Turns } from '../../adapters/turns.ts';
import type { SuperviseFact, SuperviseOrder } from '../../machines/ports.ts';
import { serviceKey } from '../../machines/rules/reconcile.ts';
import { temporary } from '../support/temporary.ts';
import { until } from '../support/until.ts';

const system = createPortableSystem((cause) => {
  throw cause;
});

/** The port over a directory: what it has told, what the operator reads, and how to order something. */
const supervise = (directory: string, key?: string, turns: Turns = createTurns()) => {
  const facts: SuperviseFact[] = [];
  const said: object[] = [];
  const logic = createSupervise({ system, places: new Map(), report: (line) => said.push(line), turns });
  const machine = createMachine({
    types: { events: {} as SuperviseFact | SuperviseOrder },
    invoke: { id: 'supervise', src: logic, input: { place: directory, key, directory, label: 'a', session: false } },
    entry: sendTo('supervise', { type: 'supervise.open' }),
    on: {
      'supervise.exit': { actions: sendTo('supervise', ({ event }) => event) },
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

const ordersIn = (facts: readonly SuperviseFact[]): object[] =>
  facts.flatMap((fact) => (fact.type === 'supervise.control' ? [fact.order] : []));

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

const EXIT = { type: 'control.exit', by: 'supervisor', unscripted: true };

test('an exit comes after the letters that have been written', async () => {
  const directory = join(temporary(), 'a');
  mkdirSync(directory);
  const { facts, order } = supervise(directory);
  await until('it is open', () => facts.length > 0);
  writeFileSync(`${directory}/supervise/control`, 'ud');
  order({ type: 'supervise.exit', final: false });
  const [up, down] = ['control.up', 'control.down'].map((type) => ({ type, unscripted: true }));
  expect(ordersIn(facts)).toEqual([up, down, EXIT]);
});

test('one for good waits for no letter, and for its turn: thousands may be told at once', async () => {
  const directory = join(temporary(), 'a');
  mkdirSync(directory);
  const jobs: (() => void)[] = [];
  const { facts, order } = supervise(directory, undefined, (job) => jobs.push(job));
  jobs.shift()!();
  writeFileSync(`${directory}/supervise/control`, 'u');
  order({ type: 'supervise.exit', final: true });
  expect(ordersIn(facts)).toEqual([]);
  jobs.shift()!();
  expect(ordersIn(facts)).toEqual([EXIT]);
});
