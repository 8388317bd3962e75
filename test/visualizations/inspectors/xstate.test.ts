import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { serviceMachine } from '../../../machines/service.ts';
import { createWebSocketReceiver } from '../../../visualizations/xstate-viz/receiver.ts';
import { until } from '../../support/until.ts';
import { InspectLab } from './support/inspect-lab.ts';
import { nodesOf } from './support/nodes.ts';

let lab: InspectLab;
beforeEach(() => {
  lab = new InspectLab();
});

type Told = Parameters<Parameters<ReturnType<typeof createWebSocketReceiver>['subscribe']>[0] & object>[0];

/** The visualizer's own end of the protocol; everything that it is told, in order. */
const receiver = (address: string) => {
  const told: Told[] = [];
  const end = createWebSocketReceiver({ server: address, serialize: undefined });
  end.subscribe((message) => void told.push(message));
  return { told, end };
};

/** A message in a line: what it is, of whom, and the event or state in it. */
const lineOf = (message: Told): unknown[] => {
  const { type, sessionId } = message;
  if (type === 'service.event') return [type, sessionId, message.event.name];
  return [type, sessionId, ...('state' in message ? [message.state._event.name, message.state.value] : [])];
};

const RUNNING = { running: { orders: 'attending', killing: 'attending' } };

it('registers every actor with its machine and its state', async () => {
  lab.addLogged('a');
  lab.start();
  const pid = await lab.running('a');
  const { told } = receiver(await lab.bridge('xstate'));
  await until('all are there', () => told.length >= 6);
  expect(told.slice(0, 6).map(lineOf)).toEqual([
    // The scanner looks every few seconds, whatever happens.
    ['service.register', 'runsvdir', expect.stringMatching(/^(xstate\.init|scan\.ticked)$/), { watching: 'settled' }],
    ['service.register', 'a', 'supervise.announced', 'supervising'],
    ['service.register', 'a/log', 'program.started', RUNNING],
    ['service.register', 'a/log/svlogd', 'log.opened', 'reading'],
    ['service.register', 'a/log/svlogd/./main', 'files.opened', { log: 'writing', processor: 'idle', age: 'waiting' }],
    ['service.register', 'a/main', 'program.started', RUNNING],
  ]);
  const last = told[5]! as Extract<Told, { type: 'service.register' }>;
  const { type, sessionId, machine, state } = last;
  expect(Object.keys(last).sort()).toEqual(['machine', 'sessionId', 'state', 'type']);
  expect({ type, sessionId }).toEqual({ type: 'service.register', sessionId: 'a/main' });
  expect(new Set(machine.stateIds)).toEqual(new Set(nodesOf(serviceMachine.root).map(({ id }) => id)));
  const at = { elapsed: expect.any(Number), wall: expect.any(Number) };
  const event = { type: 'program.started', pid, at };
  expect(JSON.parse(JSON.stringify(state))).toEqual({
    ...{ value: RUNNING, context: expect.objectContaining({ want: 'up', program: { file: 'run', pid } }) },
    _event: { name: event.type, data: event, $$type: 'scxml', type: 'external', origin: 'a/main' },
    ...{ _sessionid: 'a/main', event, done: false, tags: [], children: {} },
    ...{ actions: [], activities: {}, meta: {}, events: [] },
  });
  expect(machine.resolveState(state).configuration.map(({ id }) => id)).toContain('service.running.orders.attending');
});

it('tells what they do, in order, and who joins late how they are then', async () => {
  lab.add('a');
  // Where there can be scripts, they are asked for.
  mkdirSync(join(lab.home('a'), 'control'));
  lab.start();
  await lab.running('a');
  const address = await lab.bridge('xstate', '--service', 'a');
  const { told } = receiver(address);
  await until('all are there', () => told.length >= 2);
  await lab.settled('a');
  lab.control('a', 'd');
  await until('it is down', () => told.some((message) => lineOf(message)[3] === 'down'));
  const consulting = { running: { orders: 'consulting', killing: 'attending' } };
  expect(
    told
      .slice(2)
      .filter(({ sessionId }) => sessionId === 'a/main')
      .map(lineOf),
  ).toEqual([
    ['service.event', 'a/main', 'control.down'],
    ['service.event', 'a/main', 'script.finished'],
    ['service.state', 'a/main', 'control.down', consulting],
    ['service.event', 'a/main', 'script.finished'],
    ['service.state', 'a/main', 'script.finished', consulting],
    ['service.state', 'a/main', 'script.finished', RUNNING],
    ['service.event', 'a/main', 'program.exited'],
    ['service.state', 'a/main', 'program.exited', 'down'],
  ]);
  const late = receiver(address);
  await until('all are there', () => late.told.length >= 2);
  expect(late.told.map(lineOf)).toEqual([
    ['service.register', 'a', 'supervise.control', 'supervising'],
    ['service.register', 'a/main', 'program.exited', 'down'],
  ]);
});

it('does nothing that a visualizer says, and passes it on to nobody', async () => {
  lab.add('a');
  lab.start();
  const pid = await lab.running('a');
  const address = await lab.bridge('xstate', '--service', 'a');
  const [one, other] = [receiver(address), receiver(address)];
  await until('all are there', () => one.told.length >= 4 && other.told.length >= 2);
  const told = one.told.length;
  const event = JSON.stringify({ name: 'control.down', data: { type: 'control.down' }, origin: 'a/main' });
  other.end.send({ type: 'xstate.event', event, service: 'a/main' });
  for (const message of ['disconnect', 'unload', 'service.stop', 'xstate.event'])
    other.end.send({ type: message } as never);
  const stranger = new WebSocket(`ws://${address}`);
  await once(stranger, 'open');
  for (const text of ['{', 'null', '7', '']) stranger.send(text);
  stranger.send(new Uint8Array(3));
  // What was sent before this has been read when somebody answers to it.
  stranger.send('{"type":"xstate.inspecting"}');
  await until('it was answered', () => one.told.length >= told + 2);
  expect(one.told.slice(told).map(lineOf)).toEqual([
    ['service.register', 'a', 'supervise.announced', 'supervising'],
    ['service.register', 'a/main', 'program.started', RUNNING],
  ]);
  expect(lab.alive('a')).toEqual([pid]);
});

it('stops those that end', async () => {
  lab.add('a');
  lab.start();
  await lab.running('a');
  const { told } = receiver(await lab.bridge('xstate'));
  await until('all are there', () => told.length >= 3);
  lab.control('a', 'x');
  await until('another one lives', () => told.some((message) => lineOf(message)[1] === 'a (2)'));
  const lines = told.filter(({ sessionId }) => sessionId === 'a/main').map(lineOf);
  expect(lines.slice(-2)).toEqual([
    ['service.state', 'a/main', 'program.exited', 'gone'],
    ['service.stop', 'a/main'],
  ]);
  const born = told.find(({ type, sessionId }) => type === 'service.register' && sessionId === 'a (2)');
  expect(lineOf(born!)).toEqual(['service.register', 'a (2)', 'xstate.init', 'opening']);
});
