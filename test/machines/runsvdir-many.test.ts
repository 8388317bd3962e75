import { expect, it, vi } from 'vitest';
import * as xstate from 'xstate';
import { RunsvdirRig } from './support/runsvdir-rig.ts';

vi.mock('xstate', { spy: true });

it('two thousand services: one actor each, and no list of them that is copied', () => {
  const rig = new RunsvdirRig();
  const many = Array.from({ length: 2000 }, (_, index) => ({ name: `s${index}`, ino: index + 1 }));
  const created = vi.mocked(xstate.createActor);
  created.mockClear();
  rig.see(many.slice(0, 1000));
  const first = created.mock.calls.length;
  rig.see(many);
  expect(first).toBe(1000);
  expect(created.mock.calls.length - first).toBe(1000);
  rig.see(many);
  expect(created.mock.calls.length).toBe(2000);
  expect(Object.keys(rig.runsvdir.getSnapshot().children)).toEqual(['scan']);
  expect(rig.names).toHaveLength(2000);
});
