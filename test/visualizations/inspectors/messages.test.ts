import { createInspector, type StatelyInspectionEvent } from '@statelyai/inspect';
import { expect, it } from 'vitest';
import { type AnyActor, createActor, fromCallback } from 'xstate';
import { initMachine } from '../../../machines/init.ts';
import type { Step } from '../../../runtime/watch/messages.ts';
import type { Actor } from '../../../visualizations/inspectors/actor.ts';
import { machines } from '../../../visualizations/inspectors/machines.ts';
import { actorMessage, eventMessage, snapshotMessage } from '../../../visualizations/inspectors/stately/messages.ts';

const actorOf = (machine: string, more: Partial<Actor>): Actor => ({
  ...{ path: 'a/main', machine, session: 'a/main', parent: 'a', root: 'a', seq: 1, value: 'down', facts: {}, at: 5 },
  ...{ event: { type: 'any' }, status: 'active', ...more },
});

/** What the package itself makes of an actor. */
const made = async (start: (inspect: ReturnType<typeof createInspector>['inspect']) => AnyActor) => {
  const messages: StatelyInspectionEvent[] = [];
  const options = { serializationDepthLimit: 100 };
  const inspector = createInspector({ send: (message) => void messages.push(message) }, options);
  const actor = start(inspector.inspect);
  await expect.poll(() => messages.some(({ type }) => type === '@xstate.snapshot')).toBe(true);
  return messages
    .filter(({ sessionId }) => sessionId === actor.sessionId)
    .map((message) => JSON.parse(JSON.stringify(message)));
};

it('says what the package says of an actor of XState, field by field', async () => {
  const quiet = initMachine.provide({ actors: { runsvdir: fromCallback(() => {}) as never } });
  const input = { directory: '/d', patience: 1 };
  let facts: Step['facts'] = {};
  const messages = await made((inspect) => {
    const actor = createActor(quiet, { input, inspect, id: 'x' });
    actor.start().send({ type: 'init.rescan' });
    facts = actor.getSnapshot().context as never;
    return actor;
  });
  const { sessionId } = messages[0];
  const actor = actorOf('init', {
    path: 'x',
    session: sessionId,
    root: sessionId,
    parent: undefined,
    value: 'supervising',
    facts,
  });
  const event = { type: 'init.rescan' };
  const ours = [actorMessage(actor), eventMessage(actor, event, 5), snapshotMessage({ ...actor, event })];
  const theirs = ['@xstate.actor', '@xstate.event', '@xstate.snapshot'].map((type) =>
    messages.findLast((message) => message.type === type),
  );
  for (const [index, message] of ours.entries()) {
    const [one, other] = [JSON.parse(JSON.stringify(message)), theirs[index]];
    for (const said of [one, other]) {
      said.createdAt = said.createdAt.replace(/^\d+$/, 'then');
      // What it was started with is a machine with other children; theirs are sorted by name.
      said.definition &&= JSON.parse(said.definition);
      if (said.snapshot) said.snapshot.children = {};
    }
    expect(one).toEqual(other);
  }
});

it('has all of every machine in its definition', () => {
  for (const [id, { root }] of machines) {
    const { definition } = actorMessage(actorOf(id, {}));
    expect(Object.keys(JSON.parse(definition!).states)).toEqual(Object.keys(root.states));
    expect(definition).not.toContain('[Object]');
  }
});

it('shows an actor of another version with what was told of it', () => {
  const { definition, snapshot } = actorMessage(actorOf('new-machine', { value: { any: 'state' }, facts: { a: 1 } }));
  expect(definition).toBe('{"id":"new-machine"}');
  expect(snapshot).toEqual({ status: 'active', value: { any: 'state' }, context: { a: 1 } });
  expect(actorMessage(actorOf('service', { value: 'unheard' })).snapshot.value).toBe('unheard');
});
