import { describe, expect, it } from 'vitest';
import type { Adoptable } from '../../machines/ports.ts';
import { EPOCH, killedBy, ServiceRig } from './support/service-rig.ts';

const adoptable = (facts: Partial<Adoptable> = {}): Adoptable => ({
  file: 'run',
  pid: 77,
  since: { elapsed: -3000, wall: EPOCH - 3_000_000 },
  want: 'up',
  paused: false,
  gotTerm: false,
  once: false,
  ...facts,
});

describe('a process that an earlier runsv left', () => {
  it('is taken over as it is: nothing is started, written or signalled', () => {
    const rig = new ServiceRig({ adoptable: adoptable() });
    expect(rig.take()).toEqual(['adopt run 77']);
    expect(rig.state).toBe('running');
  });

  it('has its service know that it was found, for who asks why it is as it is', () => {
    const comes = (rig: ServiceRig) => rig.service.getSnapshot().context.comes;
    expect([comes(new ServiceRig({ adoptable: adoptable() })), comes(new ServiceRig())]).toEqual(['found', 'anew']);
  });

  it('is told of with the facts its files had', () => {
    const rig = new ServiceRig({ want: 'up', adoptable: adoptable({ want: 'down', paused: true, gotTerm: true }) });
    rig.letters('p');
    expect(rig.records).toEqual([
      { state: 'run', since: EPOCH - 3_000_000, pid: 77, paused: true, gotTerm: true, want: 'down' },
    ]);
  });

  it('takes orders', () => {
    const rig = new ServiceRig({ adoptable: adoptable() });
    rig.take();
    rig.letters('h');
    expect(rig.take()).toEqual(['script h', 'SIGHUP']);
  });

  it('is followed by finish and a start, without a pause where it was started long ago', () => {
    const rig = new ServiceRig({ adoptable: adoptable() });
    rig.exited({ code: null, signal: null, core: false });
    rig.cannot('absent');
    expect(rig.take()).toEqual(['adopt run 77', 'start finish -1 0', 'down', 'script u', 'start run']);
  });

  it('is followed by a pause where it was started just now', () => {
    const rig = new ServiceRig({ adoptable: adoptable({ since: { elapsed: -999, wall: EPOCH - 999_000 } }) });
    rig.exited();
    rig.cannot('absent');
    expect(rig.state).toBe('backoff');
  });

  it('stays down after its end when it was wanted down', () => {
    const rig = new ServiceRig({ want: 'up', adoptable: adoptable({ want: 'down', gotTerm: true }) });
    rig.exited(killedBy(15));
    rig.cannot('absent');
    expect(rig.state).toBe('down');
  });

  it.each([
    ['down', 'up', 'script t | SIGTERM | run, got TERM, want down | SIGCONT | script d'],
    ['exit', 'down', 'script t | SIGTERM | run, got TERM, want down | SIGCONT | script d'],
    // It comes back: its runsv was to go, and is gone.
    ['exit', 'up', 'script t | SIGTERM | run, got TERM'],
    ['up', 'up', ''],
  ] as const)('was wanted %s, and its runsv killed before TERM: what is owed is done', (want, fresh, journal) => {
    const rig = new ServiceRig({ want: fresh, adoptable: adoptable({ want }) });
    expect(rig.take().slice(1).join(' | ')).toBe(journal);
  });

  it.each<[string, Partial<Adoptable>]>([
    ['got TERM', { gotTerm: true }],
    ['was started by o', { once: true }],
    ['is finish', { file: 'finish' }],
  ])('is not stopped twice, nor where nobody asked: it %s', (_, facts) => {
    const rig = new ServiceRig({ adoptable: adoptable({ want: 'down', ...facts }) });
    expect(rig.take()).toEqual([`adopt ${facts.file ?? 'run'} 77`]);
  });

  it('was started by o: goes on being told of so, until a letter asks for a stop', () => {
    const rig = new ServiceRig({ adoptable: adoptable({ want: 'down', once: true }) });
    rig.letters('pd');
    expect(rig.onces).toEqual([true, false, false]);
  });

  it.each([
    { want: 'up', once: true },
    { want: 'up', once: false },
    { want: 'down', once: true },
    { want: 'down', once: false },
  ] as const)(
    'is told of as one that no stop is asked for where it was started by o and is wanted down: %o',
    (facts) => {
      const rig = new ServiceRig({ adoptable: adoptable(facts) });
      rig.letters('p');
      expect(new Set(rig.onces)).toEqual(new Set([facts.once && facts.want === 'down']));
    },
  );

  it('is told of as paused until it goes on', () => {
    const rig = new ServiceRig({ adoptable: adoptable({ paused: true }) });
    rig.letters('uc');
    expect(rig.records.map(({ paused }) => paused)).toEqual([true, false]);
  });

  it('may be finish that follows a TERM: nothing of that is told when it is down', () => {
    const rig = new ServiceRig({ want: 'down', adoptable: adoptable({ file: 'finish', want: 'down', gotTerm: true }) });
    rig.take();
    rig.exited();
    expect(rig.take()).toEqual(['down']);
  });

  it.each([
    ['x', 'gone', 'down'],
    ['', 'starting', 'script u'],
  ])('rests after its end, then "%s": %s, and it is not taken over again', (letters, state, journal) => {
    const rig = new ServiceRig({ adoptable: adoptable({ since: { elapsed: 0, wall: EPOCH } }) });
    rig.exited();
    rig.cannot('absent');
    rig.take();
    rig.letters(letters);
    rig.pass(letters ? 0 : 1000);
    expect([rig.state, rig.take()[0]]).toEqual([state, journal]);
  });

  it('of a logger that was reading to its end: is not stopped, and wanted as a fresh one', () => {
    const rig = new ServiceRig({ role: 'log', want: 'up', adoptable: adoptable({ want: 'exit' }) });
    expect(rig.take()).toEqual(['adopt run 77']);
    rig.letters('p');
    expect(rig.records.at(-1)).toMatchObject({ want: 'up' });
  });

  it('may be finish: then run is started after it, and finish not again', () => {
    const rig = new ServiceRig({ adoptable: adoptable({ file: 'finish' }) });
    expect(rig.state).toBe('finishing');
    rig.letters('p');
    expect(rig.records.at(-1)).toMatchObject({ state: 'finish', pid: 77 });
    rig.take();
    rig.exited();
    expect(rig.take()).toEqual(['down, paused', 'script u', 'start run']);
  });

  it('may be finish, and k kills it', () => {
    const rig = new ServiceRig({ adoptable: adoptable({ file: 'finish' }) });
    rig.take();
    rig.letters('k');
    expect(rig.take()).toEqual(['SIGKILL']);
  });

  it('is taken over once only', () => {
    const rig = new ServiceRig({ adoptable: adoptable() });
    rig.exited();
    rig.cannot('absent');
    const pid = rig.started();
    expect(rig.records.at(-1)).toMatchObject({ pid, state: 'run' });
    expect(rig.take().filter((line) => line.startsWith('adopt'))).toEqual(['adopt run 77']);
  });
});
