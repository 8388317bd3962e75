import { describe, expect, it } from 'vitest';
import type { Role } from '../../machines/ports.ts';
import type { ExitStatus } from '../../machines/rules/exit-status.ts';
import type { StatusRecord } from '../../machines/rules/status-record.ts';
import { EPOCH, exitedWith, killedBy, reach, ServiceRig } from './support/service-rig.ts';

const SECOND = 1_000_000;
const record = (facts: Partial<StatusRecord>): StatusRecord => ({
  state: 'down',
  since: EPOCH,
  pid: 0,
  paused: false,
  gotTerm: false,
  want: 'up',
  ...facts,
});

describe('the life of a service', () => {
  it('starts when it is wanted up, and starts again when it ends', () => {
    const rig = new ServiceRig();
    expect(rig.take()).toEqual(['script u', 'start run']);
    rig.started();
    expect(rig.state).toBe('running');
    rig.pass(1000);
    rig.exited(exitedWith(3));
    expect(rig.take()).toEqual(['run', 'start finish 3 0']);
    rig.started();
    rig.exited();
    expect(rig.take()).toEqual(['finish', 'down', 'script u', 'start run']);
  });

  it('stays down when it is not wanted', () => {
    const rig = new ServiceRig({ want: 'down' });
    expect(rig.state).toBe('down');
    expect(rig.take()).toEqual([]);
  });

  it('runs once: is not started again', () => {
    const rig = new ServiceRig({ want: 'down' });
    rig.letters('o');
    rig.started();
    rig.pass(5000);
    rig.exited();
    rig.cannot('absent');
    expect(rig.state).toBe('down');
    rig.pass(60_000);
    expect(rig.take()).toEqual(['down', 'script u', 'start run', 'run, want down', 'start finish 0 0', 'down']);
  });

  it('publishes the records that runit writes in the same situations', () => {
    const rig = new ServiceRig({ want: 'down' });
    const { records } = rig;
    const told = () => records.splice(0);
    rig.letters('p');
    expect(told()).toEqual([record({ paused: true, want: 'down' })]);
    rig.pass(1000);
    rig.letters('u');
    expect(told()).toEqual([record({ paused: true })]);
    const first = rig.started();
    const run = record({ state: 'run', pid: first, since: EPOCH + SECOND });
    expect(told()).toEqual([run]);
    rig.letters('p');
    expect(told()).toEqual([{ ...run, paused: true }]);
    rig.letters('ct');
    expect(told()).toEqual([run, { ...run, gotTerm: true }]);
    rig.letters('d');
    expect(told()).toEqual([
      { ...run, gotTerm: true, want: 'down' },
      { ...run, gotTerm: true, want: 'down' },
    ]);
    rig.letters('u');
    told();
    rig.pass(5000);
    rig.exited(killedBy(9));
    expect(told()).toEqual([]);
    // During finish the time is still that of run's start.
    const second = rig.started();
    expect(told()).toEqual([record({ state: 'finish', pid: second, since: EPOCH + SECOND })]);
    rig.letters('p');
    expect(told()).toEqual([record({ state: 'finish', pid: second, since: EPOCH + SECOND, paused: true })]);
    rig.letters('d');
    told();
    rig.pass(2000);
    rig.exited();
    // Pausing outlives finish, and the time is now that of going down.
    expect(told()).toEqual([record({ since: EPOCH + 8 * SECOND, paused: true, want: 'down' })]);
    rig.letters('o');
    expect(told()).toEqual([record({ since: EPOCH + 8 * SECOND, paused: true, want: 'down' })]);
    const third = rig.started();
    const once = record({ state: 'run', pid: third, since: EPOCH + 8 * SECOND, want: 'down' });
    expect(told()).toEqual([once]);
    rig.letters('x');
    expect(told()).toEqual([
      { ...once, want: 'exit' },
      { ...once, want: 'exit', gotTerm: true },
    ]);
  });

  it.each([
    ['u', 'up', 'running'],
    ['d', 'down', 'running'],
    ['o', 'down', 'running'],
    ['x', 'exit', 'running'],
    ['xu', 'up', 'running'],
    ['ud', 'down', 'running'],
  ])('after %s while running, wants %s', (letters, want, state) => {
    const rig = new ServiceRig();
    rig.started();
    rig.letters(letters);
    expect(rig.service.getSnapshot().context.want).toBe(want);
    expect(rig.state).toBe(state);
  });

  it('an exit is taken back by u', () => {
    const rig = new ServiceRig();
    rig.started();
    rig.letters('xu');
    rig.pass(2000);
    rig.exited();
    rig.cannot('absent');
    expect(rig.state).toBe('starting');
  });

  it('starting clears what was paused and what was sent', () => {
    const rig = new ServiceRig();
    rig.started();
    rig.letters('pt');
    rig.pass(1000);
    rig.exited(killedBy(15));
    rig.cannot('absent');
    rig.started();
    expect(rig.records.at(-1)).toMatchObject({ paused: false, gotTerm: false, state: 'run' });
  });
});

describe('lets go of a program that has ended, or that never was', () => {
  const ended = (role: Role): ServiceRig => {
    const rig = new ServiceRig({ role });
    rig.started();
    rig.exited();
    return rig;
  };
  it.each<[string, readonly string[], () => ServiceRig]>([
    ['run', ['finish'], () => ended('main')],
    ["a logger's run", [], () => ended('log')],
  ])('%s', (_, held, begin) => {
    expect(begin().held).toEqual(held);
  });

  it.each([
    ['main', 'failed', ['finish']],
    ['main', 'refused', []],
    ['log', 'failed', []],
    ['log', 'refused', []],
  ] as const)('run of %s that %s', (role, how, held) => {
    const rig = new ServiceRig({ role });
    rig.cannot(how);
    expect(rig.held).toEqual(held);
  });

  it.each(['absent', 'failed', 'refused'] as const)('finish that is %s', (how) => {
    const rig = ended('main');
    rig.cannot(how);
    expect(rig.held).toEqual([]);
  });

  it('finish', () => {
    const rig = ended('main');
    rig.started();
    rig.exited();
    expect(rig.held).toEqual([]);
  });
});

it('stopped before its start was known: is as old as its start', () => {
  const rig = new ServiceRig();
  rig.letters('d');
  rig.pass(500);
  rig.started();
  expect(rig.records.at(-2)).toMatchObject({ state: 'run', since: EPOCH + SECOND / 2 });
  rig.letters('u');
  rig.pass(999);
  rig.exited();
  rig.cannot('absent');
  expect(rig.state).toBe('backoff');
});

it.each(['running', 'finishing'] as const)('%s: an o is told of as one that asks for no stop', (place) => {
  const rig = reach(place);
  rig.onces.length = 0;
  rig.letters('o');
  expect(rig.onces).toEqual([true]);
});

it.each<[string, (rig: ServiceRig) => void, ExitStatus]>([
  ['ends', (rig) => rig.exited(killedBy(9)), killedBy(9)],
  ['could not be executed', (rig) => rig.cannot('failed'), exitedWith(111)],
])('knows how a logger ended that %s', (how, end, status) => {
  const rig = new ServiceRig({ role: 'log' });
  rig.started();
  rig.pass(2000);
  rig.exited(exitedWith(3));
  if (how === 'ends') rig.started();
  end(rig);
  expect(rig.service.getSnapshot().context.exit).toEqual(status);
});

it.each(['running', 'finishing'] as const)('%s: an o ends with what runs', (place) => {
  const rig = reach(place);
  rig.letters('o');
  rig.pass(2000);
  rig.exited();
  if (place === 'running') rig.cannot('absent');
  expect(rig.state).toBe('down');
});

it('spawning: an o is written as it is', () => {
  const rig = reach('spawning');
  rig.onces.length = 0;
  rig.letters('o');
  expect([rig.records, rig.onces]).toEqual([[record({ want: 'down' })], [true]]);
});

it('down: p and c are told of', () => {
  const rig = reach('down');
  rig.letters('pc');
  expect(rig.records.map(({ paused }) => paused)).toEqual([true, false]);
});

it('running: paused until it goes on, whatever other signals it gets', () => {
  const rig = reach('running');
  rig.letters('phu');
  expect(rig.records.map(({ paused }) => paused)).toEqual([true, true]);
});

it('running: a TERM that its script took over is told of by nobody', () => {
  const rig = reach('running');
  rig.manner.t = 'suppress';
  rig.letters('tu');
  expect(rig.take()).toEqual(['script t', 'run']);
});
