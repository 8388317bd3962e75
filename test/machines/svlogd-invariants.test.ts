import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { FilesFact } from '../../machines/log-ports.ts';
import { blocked, type Manner, opened, UNUSABLE } from './support/log-ports.ts';
import { SvlogdRig } from './support/svlogd-rig.ts';

type Step = (rig: SvlogdRig) => void;
const PLACES = ['a', 'b'];

const ROTATED: FilesFact = { type: 'files.rotated', unprocessed: undefined };
const WELL: Manner = {
  'files.open': opened(0),
  'files.write': { type: 'files.written' },
  'files.rotate': ROTATED,
  'files.prune': { type: 'files.pruned' },
  'files.close': { type: 'files.closed' },
};
const MANNERS: readonly Manner[] = [
  WELL,
  { 'files.open': UNUSABLE },
  { 'files.open': blocked('files.open') },
  { 'files.open': 'hang' },
  { 'files.open': opened(1500, '1.u', '2.u') },
  { 'files.write': blocked('files.write') },
  { 'files.write': { type: 'files.full' } },
  { 'files.rotate': blocked('files.rotate') },
  { 'files.rotate': 'hang' },
  { 'files.rotate': { type: 'files.rotated', unprocessed: '3.u' } },
  { 'files.prune': 'hang' },
  { 'files.close': 'hang' },
  { 'files.close': blocked('files.close') },
];

const place = fc.constantFrom(...PLACES);
const signal = fc.constantFrom('reload', 'rotate' as const).map<Step>((name) => (rig) => rig.signal(name));
const manner = fc.tuple(place, fc.constantFrom(...MANNERS)).map<Step>(
  ([name, how]) =>
    (rig) =>
      rig.goes(name, how),
);
const pass = fc.constantFrom(1, 999, 1000, 1500, 3000).map<Step>((time) => (rig) => rig.pass(time));
const written = fc.tuple(place, fc.constantFrom<FilesFact>({ type: 'files.full' }, blocked('files.write'))).map<Step>(
  ([name, fact]) =>
    (rig) =>
      rig.isWriting(name) && rig.tellFiles(fact, name),
);
const processed = fc
  .constantFrom('done', 'failed', 'blocked' as const)
  .map<Step>((how) => (rig) => rig.processing.forEach((name) => void rig.tellProcessor(how, name)));
const hanging = fc.constant<Step>((rig) => rig.finishHanging());
const story = fc.array(fc.oneof(signal, manner, pass, written, processed, hanging), { maxLength: 40 });

/** All goes well from now on; time passes until nothing is left to wait for. */
const recover = (rig: SvlogdRig): void => {
  for (const name of PLACES) rig.goes(name, WELL);
  for (let turn = 0; turn < 5; turn++) {
    rig.finishHanging();
    for (const name of rig.processing) rig.tellProcessor('done', name);
    rig.pass(60_000);
  }
};

it('whatever is asked and refused: when all is well it reads, and no timer is left but ages', () => {
  fc.assert(
    fc.property(story, (steps) => {
      const rig = new SvlogdRig({ a: {}, b: {} });
      for (const step of steps) if (rig.exitCode === undefined) step(rig);
      if (rig.exitCode === undefined) recover(rig);
      expect(rig.errors).toEqual([]);
      if (rig.exitCode !== undefined) {
        expect(rig.exitCode).toBe(111);
        return;
      }
      expect(rig.value).toBe('reading');
      expect(rig.timers.filter((delay) => delay !== '1500')).toEqual([]);
      for (const name of PLACES) expect(['writing', 'unusable']).toContain(rig.stateOf(name));
    }),
    { numRuns: 300 },
  );
});

it('whatever is asked and refused: TERM ends it in time', () => {
  fc.assert(
    fc.property(story, (steps) => {
      const rig = new SvlogdRig({ a: {}, b: {} });
      for (const step of steps) if (rig.exitCode === undefined) step(rig);
      if (rig.exitCode !== undefined) return;
      rig.signal('terminate');
      // Nothing is allowed that was refused; only what hangs, and processors, come to an end.
      for (let second = 0; second < 12; second++) {
        rig.finishHanging();
        for (const name of rig.processing) rig.tellProcessor('failed', name);
        if (rig.exitCode === undefined) rig.pass(1000);
      }
      expect([rig.value, rig.timers, rig.errors]).toEqual(['closed', [], []]);
    }),
    { numRuns: 300 },
  );
});
