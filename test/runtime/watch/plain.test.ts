import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createActor, fromCallback } from 'xstate';
import { keptEvent } from '../../../runtime/watch/kept-event.ts';
import { plainFields, plainOf } from '../../../runtime/watch/plain.ts';
import { areSameNodes, stateText } from '../../../runtime/watch/state-value.ts';

test('facts are told without references, and without what JSON has no word for', () => {
  const actor = createActor(fromCallback(() => {}));
  const facts = {
    ...{ text: 'a', number: 1, never: Number.NEGATIVE_INFINITY, yes: true, nothing: null, missing: undefined },
    ...{ actor, act: () => {}, big: 5n, error: new Error('broken'), list: [1, undefined, 'b'] },
    ...{ map: new Map([[1, 2]]), deep: { a: { b: { c: { d: 1 } } } }, long: 'x'.repeat(1000) },
    many: Array.from({ length: 30 }, (_, index) => index),
  };
  expect(plainFields(facts)).toEqual({
    ...{ text: 'a', number: 1, never: null, yes: true, nothing: null, big: '5', error: 'broken' },
    ...{ list: [1, null, 'b'], map: { size: 1 }, deep: { a: { b: { c: '…' } } }, long: `${'x'.repeat(300)}…` },
    many: [...Array.from({ length: 20 }, (_, index) => index), 'and 10 more'],
  });
});

test('anything becomes something that JSON keeps, and bounded', () => {
  fc.assert(
    fc.property(fc.anything({ withBigInt: true, withMap: true, withSet: true, withDate: true }), (value) => {
      const plain = plainOf(value);
      if (plain === undefined) return;
      expect(JSON.parse(JSON.stringify({ plain }))).toEqual({ plain });
    }),
  );
});

test('a zero is a zero, whatever its sign', () => {
  expect(plainOf({ '': -0 })).toEqual({ '': 0 });
});

test('of events nothing is kept that is large, or alive', () => {
  const nameOf = (id: string) => (id === '1:2' ? 'web' : undefined);
  const scan = { type: 'scan.completed', entries: [1, 2], unknown: [], dangling: ['x'], forced: true, at: {} };
  const end = { type: 'xstate.done.actor.1:2', actorId: '1:2', output: { exitCode: 0 } };
  const fault = { type: 'xstate.error.actor.1:3', actorId: '1:3', error: new Error('broken') };
  const exit = { type: 'program.exited', status: {} };
  const added = { type: 'scan.added', entries: [1, 2], at: {} };
  expect(
    [scan, added, end, fault, { type: 'xstate.init', input: {} }].map((event) => keptEvent(event, nameOf)),
  ).toEqual([
    { type: 'scan.completed', entries: 2, unknown: 0, dangling: 1, forced: true },
    { type: 'scan.added', entries: 2 },
    { type: 'xstate.done.actor.1:2', actorId: '1:2', name: 'web', output: { exitCode: 0 } },
    { type: 'xstate.error.actor.1:3', actorId: '1:3', name: undefined, error: 'broken' },
    { type: 'xstate.init' },
  ]);
  expect(keptEvent(exit, nameOf)).toBe(exit);
});

test('states are the same whatever order their regions are in', () => {
  const [a, b, c] = [{}, {}, {}];
  expect([areSameNodes([a, b], [b, a]), areSameNodes([a, b], [a, b, c]), areSameNodes([a, b], [a, c])]).toEqual([
    true,
    false,
    false,
  ]);
  expect(stateText({ running: { orders: 'attending', killing: 'consulting' } })).toBe(
    'running(orders.attending killing.consulting)',
  );
});
