import { describe, expect, it } from 'vitest';
import { reach, ServiceRig } from './support/service-rig.ts';

/** Runs for so long, then ends without finish. */
const runFor = (milliseconds: number): ServiceRig => {
  const rig = reach('running');
  rig.pass(milliseconds);
  rig.exited();
  rig.cannot('absent');
  rig.take();
  return rig;
};

describe('the pause before a restart', () => {
  it('is a whole second, not what is left of one', () => {
    const rig = runFor(900);
    expect(rig.state).toBe('backoff');
    rig.pass(999);
    expect(rig.state).toBe('backoff');
    rig.pass(1);
    expect(rig.state).toBe('starting');
    expect(rig.take()).toEqual(['script u', 'start run']);
  });

  it.each([
    [999, 'backoff'],
    [1000, 'starting'],
  ])('after a life of %i ms: %s', (life, state) => {
    expect(runFor(life).state).toBe(state);
  });

  it.each([
    ['back', -1, 1000, 'starting'],
    ['forward', 1, 999, 'backoff'],
  ])('D11: does not care for a wall clock that is set %s', (_, direction, life, state) => {
    const rig = reach('running');
    rig.pass(life);
    rig.set = direction * 3_600_000_000;
    rig.exited();
    rig.cannot('absent');
    expect(rig.state).toBe(state);
  });

  it('counts the time of finish in', () => {
    const rig = reach('running');
    rig.pass(600);
    rig.exited();
    rig.started();
    rig.pass(400);
    rig.exited();
    expect(rig.state).toBe('starting');
  });

  it('holds for a first start also: what never ran has not died too soon', () => {
    expect(new ServiceRig().state).toBe('starting');
  });

  it('R22: follows a run that cannot be executed, each time', () => {
    const rig = reach('spawning');
    rig.cannot('failed');
    expect(rig.take()).toEqual(['start finish 111 0']);
    rig.cannot('absent');
    expect(rig.state).toBe('backoff');
    rig.pass(999);
    expect(rig.take()).toEqual(['down']);
    rig.pass(1);
    expect(rig.take()).toEqual(['script u', 'start run']);
  });
});

describe('what is asked in the pause', () => {
  it.each([
    ['d', 'down', []],
    ['du', 'starting', ['script u', 'start run']],
    ['do', 'starting', ['script u', 'start run']],
    ['o', 'starting', ['script u', 'start run']],
    ['u', 'starting', ['script u', 'start run']],
    ['dud', 'down', []],
  ])('%s: is not lost', (letters, state, journal) => {
    const rig = runFor(0);
    rig.letters(letters);
    rig.pass(999);
    expect(rig.state).toBe('backoff');
    rig.take();
    rig.pass(1);
    expect(rig.state).toBe(state);
    expect(rig.take()).toEqual(journal);
  });

  it('x: gone without waiting', () => {
    const rig = runFor(0);
    rig.letters('x');
    expect(rig.state).toBe('gone');
  });

  it('and before it: x while running is gone without a pause', () => {
    const rig = reach('running');
    rig.letters('x');
    rig.exited();
    rig.cannot('absent');
    expect(rig.state).toBe('gone');
  });
});

describe('when the kernel refuses to make a process', () => {
  it('R23: run is tried again after five seconds', () => {
    const rig = reach('spawning');
    rig.cannot('refused');
    expect(rig.state).toBe('backoff');
    rig.pass(4999);
    expect(rig.take()).toEqual([]);
    rig.pass(1);
    expect(rig.take()).toEqual(['script u', 'start run']);
  });

  it('and the pause after that is a second again', () => {
    const rig = reach('spawning');
    rig.cannot('refused');
    rig.pass(5000);
    rig.started();
    rig.exited();
    rig.cannot('absent');
    rig.pass(999);
    expect(rig.state).toBe('backoff');
    rig.pass(1);
    expect(rig.state).toBe('starting');
  });

  it('finish is tried again after five seconds, and until then the files say finish without a process', () => {
    const rig = reach('running');
    rig.exited();
    rig.cannot('refused');
    expect(rig.take()).toEqual(['start finish 0 0', 'finish']);
    expect(rig.records.at(-1)).toMatchObject({ state: 'finish', pid: 0 });
    rig.pass(4999);
    expect(rig.take()).toEqual([]);
    rig.pass(1);
    expect(rig.take()).toEqual(['start finish 0 0']);
    rig.started();
    rig.exited();
    // Run was started six seconds ago: no pause.
    expect(rig.state).toBe('starting');
  });

  it('a stop before the refusal is known holds', () => {
    const rig = reach('spawning');
    rig.letters('d');
    rig.cannot('refused');
    rig.pass(60_000);
    expect(rig.state).toBe('down');
    expect(rig.take()).not.toContain('start run');
  });

  it('a service that was stopped is not started because its finish was refused', () => {
    const rig = reach('running');
    rig.letters('d');
    rig.exited();
    rig.cannot('refused');
    rig.pass(5000);
    rig.cannot('absent');
    rig.pass(60_000);
    expect(rig.state).toBe('down');
    expect(rig.take()).not.toContain('start run');
  });

  it('once stays once', () => {
    const rig = reach('down');
    rig.letters('o');
    rig.cannot('refused');
    rig.pass(5000);
    rig.started();
    rig.pass(2000);
    rig.exited();
    rig.cannot('absent');
    rig.pass(60_000);
    expect(rig.state).toBe('down');
  });
});
