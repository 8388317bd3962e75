import { describe, expect, it } from 'vitest';
import type { KeptSlot } from '../../machines/rules/kept.ts';
import { HANDED, RunsvRig } from './support/runsv-rig.ts';
import { RunsvdirRig } from './support/runsvdir-rig.ts';
import { EPOCH, exitedWith, ServiceRig } from './support/service-rig.ts';

describe('a service that was handed over', () => {
  it('goes on as it was: nothing is started, written or signalled', () => {
    const rig = new ServiceRig({ want: 'down', kept: { ...HANDED, paused: true, gotTerm: true } });
    expect([rig.take(), rig.state]).toEqual([['adopt run 7'], 'running']);
    rig.letters('p');
    expect(rig.records).toEqual([
      { state: 'run', since: EPOCH - 5_000_000, pid: 7, paused: true, gotTerm: true, want: 'up' },
    ]);
  });

  it.each([
    [-999, 'backoff'],
    [-1000, 'starting'],
  ])('ends after it was started at %i: %s', (startedAt, state) => {
    const rig = new ServiceRig({ kept: { ...HANDED, startedAt } });
    rig.exited(exitedWith(5));
    rig.cannot('absent');
    expect(rig.take().slice(0, 3)).toEqual(['adopt run 7', 'start finish 5 0', 'down']);
    expect(rig.state).toBe(state);
  });

  it.each([
    ['found', HANDED],
    ['resting', { ...HANDED, program: undefined, rest: 300 }],
  ])('knows that it was %s, for who asks why it is as it is', (comes, kept) => {
    expect(new ServiceRig({ kept }).service.getSnapshot().context.comes).toBe(comes);
  });

  it('is told of as asked for by an o', () => {
    const rig = new ServiceRig({ kept: { ...HANDED, want: 'down', spared: true } });
    rig.letters('p');
    expect(rig.onces).toEqual([true]);
  });

  it('is not wanted, and stays so although there is no file down', () => {
    const rig = new ServiceRig({ kept: { ...HANDED, want: 'down', program: undefined } });
    expect([rig.take(), rig.state]).toEqual([[], 'down']);
  });

  it('goes on with its finish', () => {
    const rig = new ServiceRig({ kept: { ...HANDED, program: { file: 'finish', pid: 9 } } });
    expect([rig.take(), rig.state]).toEqual([['adopt finish 9'], 'finishing']);
    rig.exited();
    expect(rig.take()).toEqual(['down', 'script u', 'start run']);
  });

  it('rests for what is left of its pause, and the next time for the whole of it', () => {
    const rig = new ServiceRig({ kept: { ...HANDED, program: undefined, rest: 300 } });
    rig.pass(299);
    expect([rig.take(), rig.state]).toEqual([[], 'backoff']);
    rig.pass(1);
    expect(rig.take()).toEqual(['script u', 'start run']);
    rig.started();
    rig.exited();
    rig.cannot('absent');
    rig.take();
    rig.pass(999);
    expect([rig.take(), rig.state]).toEqual([[], 'backoff']);
  });
});

describe('a runsv that was handed over', () => {
  it('writes what was, announces, and takes over logger and service', () => {
    const rig = new RunsvRig();
    const kept = { ...HANDED, want: 'down', paused: true, gotTerm: true, spared: true } as const;
    rig.opened({ kept, log: true, keptLog: { ...HANDED, program: undefined } });
    rig.tell({ type: 'supervise.announced' });
    expect(rig.take()).toEqual([
      'supervise.open',
      'main: run, paused, got TERM, want down',
      'log: down',
      'supervise.announce',
      'start log run',
      'adopt main run 7',
    ]);
    expect(rig.records[0]).toEqual({
      role: 'main',
      record: { state: 'run', since: EPOCH - 5_000_000, pid: 7, paused: true, gotTerm: true, want: 'down' },
      once: true,
    });
    expect(rig.inputs.at(-1)).toEqual({ place: 'p', role: 'main', file: 'run', args: [], adopt: 7, held: true });
  });

  it.each([true, false])('told to leave for good: %s; a letter calls it back where it was not', (final) => {
    const rig = new RunsvRig();
    rig.opened({ kept: { ...HANDED, want: 'exit', gotTerm: true }, final });
    rig.tell({ type: 'supervise.announced' });
    rig.take();
    rig.letters('u');
    expect(rig.take()).toEqual(final ? [] : ['main: run, got TERM']);
    rig.exited('main');
    expect(rig.state).toBe(final ? 'gone' : 'supervising');
  });

  it.each([
    ['its service', { kept: HANDED }],
    ['its logger', { log: true, kept: { ...HANDED, program: undefined }, keptLog: HANDED }],
  ])('told to leave before it is open, with %s running: stays to stop it', (_, opened) => {
    const rig = new RunsvRig();
    rig.leave();
    rig.opened(opened);
    expect(rig.state).toBe('announcing');
  });

  it('told to leave before it is open, with nothing running: is gone', () => {
    const nothing = { ...HANDED, program: undefined };
    const rig = new RunsvRig();
    rig.leave();
    rig.opened({ log: true, kept: nothing, keptLog: nothing });
    expect(rig.state).toBe('gone');
  });

  it('does not come back with what was handed over', () => {
    const rig = new RunsvRig();
    rig.opened({ log: true, kept: { ...HANDED, want: 'exit' }, keptLog: HANDED });
    rig.tell({ type: 'supervise.announced' });
    rig.exited('main');
    rig.take();
    rig.letters('u');
    expect(rig.take().at(-1)).toBe('start main run');
  });
});

describe('a scanner that was handed over', () => {
  const slot = (name: string, ino: number, more: Partial<KeptSlot> = {}): KeptSlot => ({
    ...{ key: `1:${ino}`, name, removed: false, missed: false, failed: false },
    runsv: { main: HANDED, log: undefined, final: false },
    ...more,
  });

  it('supervises at once, before it looks', () => {
    const rig = new RunsvdirRig([slot('a', 1), slot('b', 2, { failed: true, runsv: undefined })]);
    expect(rig.take()).toEqual(['start a']);
    expect(rig.inputs.get('a')).toEqual({ place: '1:1', key: '1:1', directory: '/d/a', label: 'a', session: false });
    rig.see([
      { name: 'a', ino: 1 },
      { name: 'b', ino: 2 },
    ]);
    expect(rig.take()).toEqual([]);
    rig.tick();
    expect(rig.take()).toEqual(['start b']);
  });

  it('tells what has gone meanwhile to leave, and not again what had been told', () => {
    const rig = new RunsvdirRig([slot('a', 1), slot('b', 2, { removed: true })]);
    rig.take();
    rig.see([]);
    expect(rig.take()).toEqual(['leave a']);
    rig.end('b');
    expect(rig.names).toEqual(['a']);
  });

  it('begins anew with what had nothing open, at its first look', () => {
    const rig = new RunsvdirRig([slot('a', 1, { runsv: undefined }), slot('b', 2, { missed: true })]);
    expect(rig.take()).toEqual(['start b']);
    rig.see([{ name: 'a', ino: 1 }]);
    expect(rig.take()).toContain('start a');
  });

  it('has looked before: HUP takes all along at once, and what is being made is waited for', () => {
    const rig = new RunsvdirRig([slot('a', 1)]);
    rig.see([
      { name: 'a', ino: 1 },
      { name: 'new', ino: 2, link: false, age: 0 },
    ]);
    expect(rig.take()).toEqual(['start a']);
    rig.runsvdir.send({ type: 'runsvdir.hangup' });
    expect(rig.take()).toEqual(['leave a']);
  });

  it('of none has looked, too', () => {
    const rig = new RunsvdirRig([]);
    rig.runsvdir.send({ type: 'runsvdir.hangup' });
    expect([rig.take(), rig.runsvdir.getSnapshot().status]).toEqual([[], 'done']);
  });
});
