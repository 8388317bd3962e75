import { expect, it } from 'vitest';
import { createActor } from 'xstate';
import { unprovided } from '../../machines/ports.ts';

it('a port that no adapter stands in for says so when it is started', () => {
  const errors: unknown[] = [];
  const actor = createActor(unprovided('somewhere'));
  actor.subscribe({ error: (cause) => errors.push(cause) });
  actor.start();
  expect(actor.getSnapshot().status).toBe('error');
  expect(errors).toEqual([new Error('port somewhere has no adapter: provide() one')]);
});
