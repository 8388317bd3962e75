import { describe, expect, it } from 'vitest';
import { type Kept, keptOf } from '../../machines/kept.ts';
import type { ServiceSlot } from '../../machines/runsvdir-context.ts';
import { RunsvRig, supervising } from './support/runsv-rig.ts';
import { EPOCH, type Reached, reach, ServiceRig } from './support/service-rig.ts';

const SLOT = { key: '1:1', name: 'web', removed: false, missed: false, failed: false };

const slotOf = (actor: unknown, more: Partial<ServiceSlot> = {}): ServiceSlot => ({
  ...SLOT,
  actor: actor as ServiceSlot['actor'],
  ...more,
});

/** A runsv that supervises this service. */
const around = (main: ServiceRig, log?: ServiceRig): ServiceSlot =>
  slotOf({
    getSnapshot: () => ({
      matches: (state: string) => state === 'supervising',
      children: { main: main.service, log: log?.service },
      context: { final: false, leaving: false },
    }),
  });

const keptAt = (now: number, ...slots: ServiceSlot[]): Kept => keptOf(slots, now);
const BUSY = { busy: 'web' };

const FACTS = { want: 'up', once: false, spared: false, paused: false, gotTerm: false, rest: undefined };

describe('what a service goes on with in another program', () => {
  it('runs: its process, since when, what is wanted', () => {
    const rig = supervising();
    rig.letters('po');
    const main = { ...FACTS, want: 'down', spared: true, paused: true, program: { file: 'run', pid: 100 } };
    expect(keptAt(2000, slotOf(rig.runsv))).toEqual({
      slots: [
        {
          ...SLOT,
          runsv: { main: { ...main, since: EPOCH, startedAt: 0, endedAt: 0 }, log: undefined, final: false },
        },
      ],
    });
  });

  it('its logger too, and whether it has been told to leave for good', () => {
    const rig = supervising({ log: true });
    rig.leave(true);
    const times = { since: EPOCH, startedAt: 0, endedAt: 0 };
    const main = { ...FACTS, ...times, want: 'exit', gotTerm: true, program: { file: 'run', pid: 101 } };
    const log = { ...FACTS, ...times, program: { file: 'run', pid: 100 } };
    expect(keptAt(2000, slotOf(rig.runsv, { removed: true }))).toEqual({
      slots: [{ ...SLOT, removed: true, runsv: { main, log, final: true } }],
    });
  });

  it('has been told to leave, and letters are to be heard before it does: not yet', () => {
    const rig = supervising();
    rig.isReading = true;
    rig.leave();
    expect(keptAt(2000, slotOf(rig.runsv, { removed: true }))).toEqual(BUSY);
    rig.hearOut();
    expect(keptAt(2000, slotOf(rig.runsv, { removed: true }))).toMatchObject({
      slots: [{ runsv: { main: { want: 'exit' } } }],
    });
  });

  it('is in a pause: what is left of it, and nothing where it is over', () => {
    const rig = reach('backoff');
    rig.pass(300);
    const rest = (kept: Kept) => ('slots' in kept ? kept.slots[0]!.runsv!.main.rest : kept);
    expect([300, 999, 1000, 1001].map((now) => rest(keptAt(now, around(rig))))).toEqual([700, 1, 0, 0]);
  });

  it('has a process for finish', () => {
    const kept = keptAt(0, around(reach('finishing')));
    expect(kept).toMatchObject({ slots: [{ runsv: { main: { program: { file: 'finish', pid: 101 } } } }] });
  });

  it.each<[Reached, boolean]>([
    ['down', true],
    ['consulting', false],
    ['spawning', false],
    ['running', true],
    ['ordering', false],
    ['killing', false],
    ['finishing', true],
    ['resting', false],
    ['backoff', true],
  ])('%s: is at rest: %s', (place, isAtRest) => {
    const other = reach('down');
    expect('slots' in keptAt(0, around(reach(place)))).toBe(isAtRest);
    expect('slots' in keptAt(0, around(other, reach(place)))).toBe(isAtRest);
  });

  it('is in the midst of a finish that has no process yet', () => {
    const rig = reach('running');
    rig.exited();
    expect(keptAt(0, around(rig))).toEqual(BUSY);
  });

  it('is a logger that reads to the end', () => {
    const rig = new ServiceRig({ role: 'log' });
    rig.started();
    expect(keptAt(0, around(reach('down'), rig))).toMatchObject({ slots: [{ key: '1:1' }] });
    rig.send({ type: 'service.drain' });
    expect(keptAt(0, around(reach('down'), rig))).toEqual(BUSY);
  });
});

describe('what a runsv goes on with', () => {
  it('is in the midst of opening, announcing, or letting its logger end', () => {
    const opening = new RunsvRig();
    const announcing = new RunsvRig();
    announcing.opened();
    const draining = supervising({ log: true });
    draining.leave();
    draining.exited('main');
    for (const rig of [opening, announcing, draining]) expect(keptAt(0, slotOf(rig.runsv))).toEqual(BUSY);
    expect(draining.state).toBe('draining');
  });

  it.each(['supervise.busy', 'supervise.unsure'] as const)('has nothing open (%s), and begins anew', (type) => {
    const rig = new RunsvRig();
    rig.tell({ type });
    expect(keptAt(0, slotOf(rig.runsv))).toEqual({ slots: [{ ...SLOT, runsv: undefined }] });
  });

  it('has nothing open, but has been told to leave', () => {
    const rig = new RunsvRig();
    rig.tell({ type: 'supervise.unsure' });
    rig.leave();
    expect([rig.state, keptAt(0, slotOf(rig.runsv))]).toEqual(['unsure', BUSY]);
  });
});

describe('what a scanner goes on with', () => {
  it('nothing', () => {
    expect(keptAt(0)).toEqual({ slots: [] });
  });

  it('a directory whose runsv could not go on', () => {
    const slot = slotOf(undefined, { failed: true, missed: true });
    expect(keptAt(0, slot)).toEqual({ slots: [{ ...SLOT, failed: true, missed: true, runsv: undefined }] });
  });

  it('is about to start a runsv again', () => {
    expect(keptAt(0, slotOf(undefined))).toEqual(BUSY);
  });

  it('one of many is in the midst of something: which', () => {
    const slots = [slotOf(supervising().runsv), slotOf(new RunsvRig().runsv, { key: '1:2', name: 'late' })];
    expect(keptAt(0, ...slots)).toEqual({ busy: 'late' });
  });
});
