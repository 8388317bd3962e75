import fc from 'fast-check';
import { expect, it } from 'vitest';
import { exitedWith, killedBy, ServiceRig } from './support/service-rig.ts';

type Step = (rig: ServiceRig, world: World) => void;
type World = { alive: boolean; asked: boolean; most: number };

/** Keeps count of processes by what the service does to its ports. */
const observe = (rig: ServiceRig, world: World): void => {
  for (const line of rig.take()) {
    if (!line.startsWith('start ')) continue;
    expect(world.alive || world.asked, 'a second program while one is there').toBe(false);
    world.asked = true;
  }
};

const letter = fc.constantFrom(...'udotkpchaiq12').map<Step>((text) => (rig) => rig.letters(text));
const pass = fc.constantFrom(1, 500, 1000, 5000).map<Step>((time) => (rig) => rig.pass(time));
const answer = fc.constantFrom('started', 'failed', 'refused', 'absent' as const).map<Step>((how) => (rig, world) => {
  if (!world.asked) return;
  // Only finish may be absent.
  if (how === 'absent' && rig.state !== 'finishing') return;
  world.asked = false;
  if (how === 'started') {
    world.alive = true;
    rig.started();
  } else rig.cannot(how as 'failed' | 'refused' | 'absent');
});
const end = fc.constantFrom(exitedWith(0), exitedWith(1), killedBy(9)).map<Step>((status) => (rig, world) => {
  if (!world.alive) return;
  world.alive = false;
  rig.exited(status);
});
const steps = fc.array(fc.oneof(letter, letter, pass, answer, end), { maxLength: 60 });

it('whatever is asked and happens: one process at most, no fault, and wanted up it runs in the end', () => {
  fc.assert(
    fc.property(fc.constantFrom('main' as const, 'log' as const), steps, (role, story) => {
      const rig = new ServiceRig({ role });
      const world: World = { alive: false, asked: false, most: 0 };
      observe(rig, world);
      for (const step of story) {
        step(rig, world);
        observe(rig, world);
        expect(rig.errors).toEqual([]);
      }
      rig.letters('u');
      for (let turn = 0; turn < 4 && rig.state !== 'running'; turn++) {
        rig.pass(5000);
        observe(rig, world);
        if (world.asked) rig.started();
        else if (world.alive) rig.exited();
        world.alive = world.asked;
        world.asked = false;
        observe(rig, world);
      }
      expect(rig.state).toBe('running');
      expect(rig.records.at(-1)).toMatchObject({ state: 'run', want: 'up' });
    }),
    { numRuns: 300 },
  );
});
