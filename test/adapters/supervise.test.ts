import { mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createActor, createMachine, sendTo } from 'xstate';
import { createPortableSystem } from '../../adapters/portable-system.ts';
import { createSupervise } from '../../adapters/supervise.ts';
import { createTurns } from '../../adapters/turns.ts';
import { serviceKey } from '../../machines/rules/reconcile.ts';
import { temporary } from '../support/temporary.ts';
import { until } from '../support/until.ts';

const system = createPortableSystem((cause) => {
  throw cause;
});

/** What opening a directory, known by the key that a scan saw, is answered, and what the operator reads. */
const opening = async (directory: string, key: string): Promise<{ facts: string[]; said: object[] }> => {
  const facts: string[] = [];
  const said: object[] = [];
  const logic = createSupervise({ system, places: new Map(), report: (line) => said.push(line), turns: createTurns() });
  const machine = createMachine({
    invoke: { id: 'supervise', src: logic, input: { place: key, key, directory, label: 'a', session: false } },
    entry: sendTo('supervise', { type: 'supervise.open' }),
    on: { '*': { actions: ({ event }) => facts.push(event.type) } },
  });
  const actor = createActor(machine).start();
  onTestFinished(() => void actor.stop());
  await until('it is answered', () => facts.length > 0);
  return { facts, said };
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
