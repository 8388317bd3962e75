import { expect, it, onTestFinished, vi } from 'vitest';
import * as xstate from 'xstate';
import type { ScanFact, ScanInput, ScanOrder, SuperviseInput, SuperviseOrder } from '../../machines/ports.ts';
import { runsvMachine } from '../../machines/runsv.ts';
import { runsvdirMachine } from '../../machines/runsvdir.ts';
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

it('after HUP: who has no service yet is told at once, so that none is started', () => {
  const entries = Array.from({ length: 20 }, (_, index) => ({
    ...{ name: `s${index}`, dev: 1n, ino: BigInt(index), link: true, changed: 0 },
  }));
  const scan = xstate.fromCallback<ScanOrder, ScanInput>(({ sendBack }) => {
    const at = { elapsed: 0, wall: 0 };
    sendBack({ type: 'scan.completed', entries, unknown: [], dangling: [], forced: false, at } satisfies ScanFact);
  });
  // Its turn to open does not come.
  const supervise = xstate.fromCallback<SuperviseOrder, SuperviseInput>(() => {});
  const machine = runsvdirMachine.provide({ actors: { scan, runsv: runsvMachine.provide({ actors: { supervise } }) } });
  const runsvdir = xstate.createActor(machine, { input: { directory: '/d', session: false } }).start();
  onTestFinished(() => void runsvdir.stop());
  runsvdir.send({ type: 'runsvdir.hangup' });
  const { services } = runsvdir.getSnapshot().context;
  expect([...services.values()].map(({ actor }) => actor!.getSnapshot().context.leaving)).toEqual(
    Array.from({ length: 20 }, () => true),
  );
});
