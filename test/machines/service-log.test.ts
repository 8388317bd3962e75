import { describe, expect, it } from 'vitest';
import type { ServiceInput } from '../../machines/service-context.ts';
import { EPOCH, ServiceRig } from './support/service-rig.ts';

const drain = { type: 'service.drain' } as const;
const logger = (input: Partial<ServiceInput> = {}): ServiceRig => new ServiceRig({ role: 'log', ...input });
const running = (): ServiceRig => {
  const rig = logger();
  rig.started();
  rig.take();
  return rig;
};

describe('a log service', () => {
  it('has neither scripts nor finish', () => {
    const rig = logger();
    expect(rig.take()).toEqual(['start run']);
    rig.started();
    rig.pass(1000);
    rig.letters('thk');
    rig.exited();
    expect(rig.take()).toEqual(['run', 'SIGTERM', 'run, got TERM', 'SIGHUP', 'SIGKILL', 'down', 'start run']);
  });

  it('takes d: TERM, then CONT', () => {
    const rig = running();
    rig.letters('d');
    expect(rig.take()).toEqual(['run, want down', 'SIGTERM', 'run, got TERM, want down', 'SIGCONT']);
    rig.exited();
    rig.pass(60_000);
    expect(rig.take()).toEqual(['down']);
  });

  it.each(['starting', 'running', 'down', 'backoff'])('ignores x: %s', (state) => {
    const rig = logger({ want: state === 'down' ? 'down' : 'up' });
    if (state === 'running' || state === 'backoff') rig.started();
    if (state === 'backoff') rig.exited();
    rig.take();
    rig.letters('x');
    expect(rig.take()).toEqual([]);
    expect(rig.state).toBe(state);
  });

  it('that cannot be executed rests a second', () => {
    const rig = logger();
    rig.cannot('failed');
    expect(rig.state).toBe('backoff');
    rig.pass(999);
    expect(rig.take()).toEqual(['start run', 'down']);
    rig.pass(1);
    expect(rig.take()).toEqual(['start run']);
  });
});

describe('draining', () => {
  it('running: says that it reads, is not signalled, and is gone when it ends', () => {
    const rig = running();
    rig.send(drain);
    expect(rig.take()).toEqual(['run, want exit', 'log.attached']);
    rig.exited();
    expect(rig.take()).toEqual(['down', 'xstate.done.actor.log']);
  });

  it('R27: paused: goes on first, as it would never come to the end', () => {
    const rig = running();
    rig.letters('p');
    expect(rig.take()).toEqual(['SIGSTOP', 'run, paused']);
    rig.send(drain);
    expect(rig.take()).toEqual(['SIGCONT', 'run, want exit', 'log.attached']);
  });

  it('backoff: started once more at once, so that the pipe is read', () => {
    const rig = running();
    rig.exited();
    expect(rig.state).toBe('backoff');
    rig.take();
    rig.send(drain);
    expect(rig.take()).toEqual(['down', 'start run']);
    rig.started();
    expect(rig.take()).toEqual(['run, want exit', 'log.attached']);
    rig.exited();
    expect(rig.state).toBe('gone');
  });

  it('backoff, and not wanted: gone', () => {
    const rig = running();
    rig.exited();
    rig.letters('d');
    rig.take();
    rig.send(drain);
    expect(rig.take()).toEqual(['down', 'xstate.done.actor.log']);
  });

  it('down: gone', () => {
    const rig = logger({ want: 'down' });
    rig.send(drain);
    expect(rig.take()).toEqual(['down', 'xstate.done.actor.log']);
  });

  it.each<[string, 'failed' | 'refused']>([
    ['cannot be executed', 'failed'],
    ['is refused a process', 'refused'],
  ])('starting, and it %s: gone', (_, how) => {
    const rig = logger();
    rig.send(drain);
    rig.cannot(how);
    expect(rig.state).toBe('gone');
  });

  it('starting: says that it reads once it runs', () => {
    const rig = logger();
    rig.take();
    rig.send(drain);
    rig.started();
    expect(rig.take()).toEqual(['down', 'run, want exit', 'log.attached']);
  });

  it('d in the meantime stops it, and it is gone when it ends', () => {
    const rig = running();
    rig.send(drain);
    rig.letters('d');
    rig.exited();
    expect(rig.state).toBe('gone');
  });

  it('resumed: wanted up again, and restarted when it ends', () => {
    const rig = running();
    rig.send(drain);
    rig.send({ type: 'service.resume' });
    rig.pass(1000);
    rig.take();
    rig.exited();
    expect(rig.take()).toEqual(['down', 'start run']);
  });

  it('an adopted logger is told of by its record', () => {
    const since = { elapsed: -1, wall: EPOCH - 1000 };
    const rig = logger({
      adoptable: { file: 'run', pid: 9, since, want: 'up', paused: false, gotTerm: false, once: false },
    });
    rig.send(drain);
    expect(rig.take()).toEqual(['adopt run 9', 'run, want exit', 'log.attached']);
  });
});

describe('while it reads to its end', () => {
  it.each(['u', 'o', 'd'])('%s does not keep it', (letter) => {
    const rig = running();
    rig.send(drain);
    rig.letters(letter);
    expect(rig.records.at(-1)).toMatchObject({ want: 'exit' });
    rig.exited();
    expect(rig.state).toBe('gone');
  });

  it.each<[string, () => ServiceRig]>([
    ['starting', () => logger()],
    ['running', running],
    [
      'backoff',
      () => {
        const rig = running();
        rig.exited();
        return rig;
      },
    ],
  ])('says so at once: %s', (_, begin) => {
    const rig = begin();
    rig.records.length = 0;
    rig.send(drain);
    expect(rig.records[0]).toMatchObject({ want: 'exit' });
  });

  it('is not started again where its start by o was refused', () => {
    const rig = logger({ want: 'down' });
    rig.letters('o');
    rig.send(drain);
    rig.cannot('refused');
    expect(rig.state).toBe('gone');
  });
});
