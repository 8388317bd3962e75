import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createWebSocketReceiver, type StatelyInspectionEvent } from '@statelyai/inspect';
import { beforeEach, expect, it } from 'vitest';
import { until } from '../../support/until.ts';
import { InspectLab } from './support/inspect-lab.ts';

let lab: InspectLab;
beforeEach(() => {
  lab = new InspectLab();
});

/** Stately's own end of the protocol; everything that it is told, in order. */
const receiver = (address: string): StatelyInspectionEvent[] => {
  const told: StatelyInspectionEvent[] = [];
  createWebSocketReceiver({ server: `ws://${address}` }).subscribe((message) => void told.push(message));
  return told;
};

const stateIn = (message: StatelyInspectionEvent | undefined): unknown =>
  message && 'snapshot' in message ? (message.snapshot as { value: unknown }).value : undefined;

const isDown = (message: StatelyInspectionEvent): boolean =>
  message.sessionId === 'a/main' && stateIn(message) === 'down';

const RUNNING = { running: { orders: 'attending', killing: 'attending' } };
const base = (sessionId: string) => ({
  ...{ sessionId, rootId: 'runsvdir', id: null, _version: '0.7.2', createdAt: expect.stringMatching(/^\d{13}$/) },
});
const plain = { children: {}, historyValue: {}, tags: [] };

it('tells of every actor with its state and its parent, whoever joins', async () => {
  lab.addLogged('a');
  lab.start();
  const pid = await lab.running('a');
  const told = receiver(await lab.bridge('stately'));
  await until('all are there', () => told.length >= 12);
  const actors = told.filter((message) => message.type === '@xstate.actor');
  expect(actors.map(({ name, sessionId, parentId, snapshot }) => [name, sessionId, parentId, snapshot.value])).toEqual([
    ['runsvdir', 'runsvdir', undefined, { watching: 'settled' }],
    ['a', 'a', 'runsvdir', 'supervising'],
    ['a/log', 'a/log', 'a', RUNNING],
    ['a/log/svlogd', 'a/log/svlogd', 'a/log', 'reading'],
    [
      'a/log/svlogd/./main',
      'a/log/svlogd/./main',
      'a/log/svlogd',
      { log: 'writing', processor: 'idle', age: 'waiting' },
    ],
    ['a/main', 'a/main', 'a', RUNNING],
  ]);
  const [actor, snapshot] = told.slice(10);
  const context = expect.objectContaining({ want: 'up', program: { file: 'run', pid } });
  const now = { ...plain, status: 'active', value: RUNNING, context };
  expect(actor).toEqual({
    ...{ type: '@xstate.actor', name: 'a/main', parentId: 'a', definition: expect.any(String), snapshot: now },
    ...base('a/main'),
  });
  expect(JSON.parse((actor as { definition: string }).definition)).toMatchObject({
    ...{ id: 'service', initial: 'arriving' },
    states: { backoff: { always: { guard: 'leaves', target: 'down' }, after: { pause: 'down' } } },
  });
  const at = { elapsed: expect.any(Number), wall: expect.any(Number) };
  expect(snapshot).toEqual({
    ...{ type: '@xstate.snapshot', event: { type: 'program.started', pid, at }, snapshot: now },
    ...base('a/main'),
  });
});

it('tells what they do, in order, and who joins late how they are then', async () => {
  lab.add('a');
  // Where there can be scripts, they are asked for.
  mkdirSync(join(lab.home('a'), 'control'));
  lab.start();
  await lab.running('a');
  const address = await lab.bridge('stately', '--service', 'a');
  const told = receiver(address);
  await until('all are there', () => told.length >= 4);
  await lab.settled('a');
  lab.control('a', 'd');
  await until('it is down', () => told.some(isDown));
  const ofService = told.slice(4).filter(({ sessionId }) => sessionId === 'a/main');
  expect(
    ofService.map((message) => [message.type, (message as { event: { type: string } }).event.type, stateIn(message)]),
  ).toEqual([
    ['@xstate.event', 'control.down', undefined],
    ['@xstate.event', 'script.finished', undefined],
    ['@xstate.snapshot', 'control.down', { running: { orders: 'consulting', killing: 'attending' } }],
    ['@xstate.event', 'script.finished', undefined],
    ['@xstate.snapshot', 'script.finished', { running: { orders: 'consulting', killing: 'attending' } }],
    ['@xstate.snapshot', 'script.finished', RUNNING],
    ['@xstate.event', 'program.exited', undefined],
    ['@xstate.snapshot', 'program.exited', 'down'],
  ]);
  expect(ofService[0]).toEqual({
    type: '@xstate.event',
    event: { type: 'control.down' },
    ...base('a/main'),
    rootId: 'a',
  });
  const late = receiver(address);
  await until('all are there', () => late.length >= 4);
  expect(late.map((message) => [message.type, message.sessionId, stateIn(message)])).toEqual([
    ['@xstate.actor', 'a', 'supervising'],
    ['@xstate.snapshot', 'a', 'supervising'],
    ['@xstate.actor', 'a/main', 'down'],
    ['@xstate.snapshot', 'a/main', 'down'],
  ]);
});

it('tells of those that come and go, and of another one under the same name', async () => {
  lab.start();
  const told = receiver(await lab.bridge('stately'));
  lab.add('a');
  const pid = await lab.running('a');
  lab.control('a', 'x');
  const second = await until('it lives again', () =>
    told.find(({ type, sessionId }) => type === '@xstate.actor' && sessionId === 'a (2)'),
  );
  expect(second).toMatchObject({ name: 'a', parentId: 'runsvdir', snapshot: { status: 'active', value: 'opening' } });
  const last = told.filter(({ sessionId }) => sessionId === 'a/main').at(-1);
  expect(last).toMatchObject({ type: '@xstate.snapshot', snapshot: { status: 'done', value: 'gone' } });
  await until('its program has ended', () => !lab.alive('a').includes(pid));
});
