import { describe, expect, it } from 'vitest';
import type { ExitStatus } from '../../machines/rules/exit-status.ts';
import { exitedWith, killedBy, reach, ServiceRig } from './support/service-rig.ts';

describe('finish', () => {
  it.each<[string, ExitStatus, string]>([
    ['exit 0', exitedWith(0), '0 0'],
    ['exit 3', exitedWith(3), '3 0'],
    ['a signal', killedBy(15), '-1 15'],
    ['a signal and a core', { code: null, signal: 11, core: true }, '-1 139'],
    ['what nobody knows', { code: null, signal: null, core: false }, '-1 0'],
  ])('hears of %s', (_, status, args) => {
    const rig = reach('running');
    rig.exited(status);
    expect(rig.take()).toEqual([`start finish ${args}`]);
  });

  it('hears 111 of a run that could not be executed', () => {
    const rig = reach('spawning');
    rig.cannot('failed');
    expect(rig.take()).toEqual(['start finish 111 0']);
  });

  it.each(['absent', 'failed'] as const)('%s: the service is down', (how) => {
    const rig = reach('running');
    rig.pass(2000);
    rig.letters('d');
    rig.exited();
    rig.take();
    rig.cannot(how);
    expect(rig.take()).toEqual(['down']);
    expect(rig.state).toBe('down');
  });

  it.each([
    [{ finishless: true }, ['down', 'script u', 'start run']],
    [{ finishless: true, unscripted: true }, ['down', 'start run']],
    [{ unscripted: true }, ['start finish 3 0']],
  ] as const)('where %o is told with the end of run, nobody is started to find that out', (more, orders) => {
    const rig = reach('running');
    rig.pass(2000);
    rig.exited(exitedWith(3), more);
    expect(rig.take()).toEqual(orders);
  });

  it('is not started after a run that could not be executed, where there is none', () => {
    const rig = reach('spawning');
    rig.letters('d');
    rig.take();
    rig.cannot('failed', { finishless: true });
    expect([rig.state, ...rig.take()]).toEqual(['backoff', 'down']);
  });

  it('has the next run started without control/u, where there is none at its end', () => {
    const rig = reach('finishing');
    rig.pass(2000);
    rig.exited(exitedWith(0), { unscripted: true });
    expect(rig.take()).toEqual(['down', 'start run']);
  });

  it('is not asked after its own end, however it ended', () => {
    const rig = reach('finishing');
    rig.letters('d');
    rig.take();
    rig.exited(killedBy(9));
    expect(rig.take()).toEqual(['down']);
  });

  it('is killed by k, once, and not run a second time', () => {
    const rig = reach('finishing');
    rig.letters('k');
    rig.exited(killedBy(9));
    expect(rig.take()).toEqual(['SIGKILL', 'down']);
    rig.pass(1000);
    expect(rig.take()).toEqual(['script u', 'start run']);
  });

  it('is waited for by x', () => {
    const rig = reach('finishing');
    rig.letters('x');
    expect(rig.state).toBe('finishing');
    rig.exited();
    expect(rig.take()).toEqual(['finish, want exit', 'down', 'xstate.done.actor.main']);
  });

  it('is run although the service was killed on its way out', () => {
    const rig = reach('running');
    rig.letters('xk');
    rig.take();
    rig.exited(killedBy(9));
    expect(rig.take()).toEqual(['start finish -1 9']);
    expect(rig.state).toBe('finishing');
  });

  it('is not run for a service that never started', () => {
    const rig = new ServiceRig({ want: 'down' });
    rig.letters('dx');
    expect(rig.take()).toEqual(['down', 'down', 'xstate.done.actor.main']);
  });

  it('u during finish starts once more after it', () => {
    const rig = reach('finishing');
    rig.letters('du');
    rig.pass(1000);
    rig.exited();
    expect(rig.take()).toEqual(['finish, want down', 'finish', 'down', 'script u', 'start run']);
  });

  it('a letter between the end of run and the start of finish does not hide finish', () => {
    const rig = reach('running');
    rig.exited();
    rig.take();
    rig.records.length = 0;
    rig.letters('d');
    const pid = rig.started();
    expect(rig.records).toMatchObject([
      { state: 'finish', pid: 0, want: 'down' },
      { state: 'finish', pid, want: 'down' },
    ]);
  });

  it('of a run that could not be executed hears so, however the one before ended, and is told of at once', () => {
    const rig = reach('running');
    rig.pass(2000);
    rig.exited(exitedWith(3));
    rig.cannot('absent');
    rig.take();
    rig.cannot('failed');
    rig.letters('d');
    expect(rig.take()).toEqual(['start finish 111 0', 'finish, want down']);
  });

  it('comes after a TERM, of which nothing is told any more', () => {
    const rig = reach('running');
    rig.letters('t');
    rig.exited(killedBy(15));
    rig.take();
    rig.letters('d');
    expect(rig.take()).toEqual(['finish, want down']);
  });

  it('that was refused and then started can be killed', () => {
    const rig = reach('resting');
    rig.pass(5000);
    rig.started();
    rig.take();
    rig.letters('k');
    expect(rig.take()).toEqual(['SIGKILL']);
  });
});
