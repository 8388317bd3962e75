import { describe, expect, it } from 'vitest';
import { FOUND, RunsvRig, supervising } from './support/runsv-rig.ts';
import { EPOCH } from './support/service-rig.ts';

describe('opening', () => {
  it('writes the statuses down before it announces, and starts the logger first', () => {
    const rig = new RunsvRig();
    rig.opened({ log: true });
    expect(rig.take()).toEqual(['supervise.open', 'main: down', 'log: down', 'supervise.announce']);
    rig.tell({ type: 'supervise.announced' });
    expect(rig.take()).toEqual(['start log run', 'start main run']);
  });

  it('starts nothing that has a file down, and writes that it is not wanted', () => {
    const rig = new RunsvRig();
    rig.opened({ log: true, down: true, logDown: true });
    rig.tell({ type: 'supervise.announced' });
    expect(rig.take()).toEqual(['supervise.open', 'main: down', 'log: down', 'supervise.announce']);
    expect(rig.state).toBe('supervising');
  });

  it('writes of a process that goes on running what was found', () => {
    const rig = new RunsvRig();
    rig.opened({ adopt: FOUND });
    rig.tell({ type: 'supervise.announced' });
    expect(rig.take()).toEqual(['supervise.open', 'main: run', 'supervise.announce', 'adopt main run 7']);
  });

  it.each([
    // That runsv was to exit, and is gone; what is wanted now is what the directory says.
    ['exit', false, 'run, got TERM', 'start main run'],
    ['exit', true, 'run, got TERM, want down', undefined],
    ['down', false, 'run, got TERM, want down', undefined],
  ] as const)('found wanted %s, file down %s: writes %s', (want, down, stat, after) => {
    const rig = new RunsvRig();
    rig.opened({ adopt: { ...FOUND, want, gotTerm: true }, down });
    rig.tell({ type: 'supervise.announced' });
    expect(rig.take().slice(1)).toEqual([`main: ${stat}`, 'supervise.announce', 'adopt main run 7']);
    rig.clock.increment(5000);
    rig.exited('main');
    expect(
      rig
        .take()
        .filter((line) => line.startsWith('start main run'))
        .at(0),
    ).toBe(after);
    expect(rig.exitCode).toBeUndefined();
  });

  it('writes whole records: when it was, no process, and what is wanted', () => {
    const rig = new RunsvRig();
    rig.opened({ log: true, logDown: true });
    const down = { state: 'down', since: EPOCH, pid: 0, paused: false, gotTerm: false };
    expect(rig.records).toEqual([
      { role: 'main', record: { ...down, want: 'up' }, once: false },
      { role: 'log', record: { ...down, want: 'down' }, once: false },
    ]);
  });

  it('writes the record of a process that it takes over as it was', () => {
    const rig = new RunsvRig();
    const since = { elapsed: -5000, wall: EPOCH - 5_000_000 };
    rig.opened({ adopt: { ...FOUND, since, want: 'down', paused: true, gotTerm: true, once: true } });
    const record = { state: 'run', since: since.wall, pid: 7, paused: true, gotTerm: true, want: 'down' };
    expect(rig.records).toEqual([{ role: 'main', record, once: true }]);
  });

  it('opens the directory that it was given, and starts programs of that place', () => {
    const rig = new RunsvRig();
    rig.opened();
    rig.tell({ type: 'supervise.announced' });
    expect(rig.inputs).toEqual([
      { place: 'p', directory: '/d/svc', label: 'svc', session: false },
      { place: 'p', role: 'main', file: 'run', args: [], adopt: 0 },
    ]);
  });

  it('failed: exit code 111', () => {
    const rig = new RunsvRig();
    rig.tell({ type: 'supervise.failed' });
    expect(rig.exitCode).toBe(111);
    expect(rig.take()).toEqual(['supervise.open', 'closed']);
  });

  it('failed while announcing: exit code 111, and nothing was started', () => {
    const rig = new RunsvRig();
    rig.opened({ log: true });
    rig.tell({ type: 'supervise.failed' });
    expect(rig.exitCode).toBe(111);
    expect(rig.take()).not.toContain('start main run');
  });
});

describe('a log directory that another runsv holds', () => {
  it('is tried again every second', () => {
    const rig = new RunsvRig();
    rig.tell({ type: 'supervise.busy' });
    rig.clock.increment(999);
    expect(rig.take()).toEqual(['supervise.open']);
    rig.clock.increment(1);
    expect(rig.take()).toEqual(['supervise.open']);
    rig.tell({ type: 'supervise.busy' });
    rig.clock.increment(1000);
    rig.opened();
    rig.tell({ type: 'supervise.announced' });
    expect(rig.take().at(-1)).toBe('start main run');
  });

  it('does not make it deaf: it leaves when it is told to', () => {
    const rig = new RunsvRig();
    rig.tell({ type: 'supervise.busy' });
    rig.leave();
    expect(rig.exitCode).toBe(0);
  });
});

describe('a process that nobody can know of just now', () => {
  const unsure = (): RunsvRig => {
    const rig = new RunsvRig();
    rig.tell({ type: 'supervise.unsure' });
    rig.take();
    return rig;
  };

  it('is looked for again every second, and nothing is started meanwhile', () => {
    const rig = unsure();
    rig.clock.increment(999);
    expect(rig.take()).toEqual([]);
    rig.clock.increment(1);
    expect(rig.take()).toEqual(['supervise.open']);
    rig.tell({ type: 'supervise.unsure' });
    rig.clock.increment(1000);
    rig.opened({ adopt: FOUND });
    rig.tell({ type: 'supervise.announced' });
    expect(rig.take().at(-1)).toBe('adopt main run 7');
  });

  it('is not left alone by a runsv that is told to leave', () => {
    const rig = unsure();
    rig.leave();
    expect(rig.exitCode).toBeUndefined();
    rig.clock.increment(1000);
    rig.opened({ adopt: FOUND });
    rig.tell({ type: 'supervise.announced' });
    expect(rig.take()).toContain('SIGTERM main');
    rig.exited('main');
    expect(rig.exitCode).toBe(0);
  });
});

describe('control', () => {
  it('reaches the service that the letter was written to', () => {
    const rig = supervising({ log: true });
    rig.letters('h', 'log');
    rig.letters('a');
    expect(rig.take()).toEqual(['SIGHUP log', 'SIGALRM main']);
  });

  it('a logger that ends is started again, and the service is not touched', () => {
    const rig = supervising({ log: true });
    rig.exited('log');
    expect(rig.take()).toEqual(['log: down', 'start log run']);
  });

  it('u for the log starts one that has a file down', () => {
    const rig = supervising({ log: true, logDown: true });
    rig.letters('u', 'log');
    expect(rig.take()).toEqual(['log: down', 'start log run']);
  });
});

it.each([['opening'], ['supervising']])(
  'a fault of the supervise port while %s ends the runsv with its cause',
  (state) => {
    const rig = state === 'opening' ? new RunsvRig() : supervising({ log: true });
    const cause = new Error('broken adapter');
    rig.tell({ type: 'supervise.faulted', cause });
    expect(rig.error).toBe(cause);
    expect(rig.runsv.getSnapshot().status).toBe('error');
    expect(rig.take()).toContain('closed');
  },
);
