import { describe, expect, it } from 'vitest';
import { exit, halting, killed, RunitRig, running, stage2 } from './support/runit-rig.ts';

const LEAVE = 'leave stage: /etc/runit/3';
const KILL = ['sending KILL signal to all processes...', 'kill all'];
const POWER_OFF = ['power off...', 'powerOff'];

describe('the end', () => {
  it.each([
    ['succeeds', exit(0), []],
    ['fails', exit(1), ['warning: child failed: /etc/runit/3']],
    ['crashes', killed(9), ['warning: child crashed: /etc/runit/3']],
  ])('is power off after a stage 3 that %s', (_, status, warning) => {
    const rig = halting();
    rig.ends(status);
    expect([rig.value, rig.take()]).toEqual([{ halting: 'poweringOff' }, [...warning, LEAVE, ...KILL, ...POWER_OFF]]);
  });

  it('comes without a stage 3 that can be executed', () => {
    const rig = halting();
    rig.stage('failed');
    expect(rig.take()).toEqual([LEAVE, ...KILL, ...POWER_OFF]);
  });

  it('waits for a stage 3 that the kernel refuses', () => {
    const rig = halting();
    rig.stage('refused');
    rig.clock.increment(4999);
    expect([rig.value, rig.take()]).toEqual([{ halting: 'refused' }, []]);
    rig.clock.increment(1);
    expect([rig.value, rig.take()]).toEqual([{ halting: 'stage' }, ['enter stage: /etc/runit/3', 'run 3']]);
  });

  it('is a halt where the power stays on for two seconds', () => {
    const rig = halting();
    rig.ends(exit(0));
    rig.take();
    rig.clock.increment(1999);
    expect(rig.take()).toEqual([]);
    rig.clock.increment(1);
    expect([rig.value, rig.take()]).toEqual([{ halting: 'halted' }, ['system halt.', 'halt']]);
  });

  it('is a reboot where that file is set', () => {
    const rig = halting();
    rig.set.add('reboot');
    rig.ends(exit(0));
    expect([rig.value, rig.take()]).toEqual(['rebooting', [LEAVE, ...KILL, 'system reboot.', 'restart']]);
  });
});

describe('a power failure', () => {
  const REBOOT_SET = [LEAVE, ...KILL, ...POWER_OFF];
  const ended = (rig: RunitRig): unknown => {
    rig.take();
    rig.set.add('reboot');
    rig.ends(exit(0));
    return [rig.value, rig.take()];
  };

  it('is power off, whatever the reboot file says', () => {
    const rig = running();
    rig.signal('power');
    rig.ends(killed(15));
    expect(ended(rig)).toEqual([{ halting: 'poweringOff' }, REBOOT_SET]);
  });

  it('is so even when it came while the system was stopping', () => {
    const rig = running();
    rig.set.add('stopit');
    rig.signal('continue', 'power');
    rig.ends(killed(15));
    expect(ended(rig)).toEqual([{ halting: 'poweringOff' }, REBOOT_SET]);
  });

  it('is so even in stages that hear no signal', () => {
    const early = new RunitRig();
    early.signal('power');
    early.ends(exit(0));
    early.ends(exit(0));
    expect(ended(early)).toEqual([{ halting: 'poweringOff' }, REBOOT_SET]);
    const late = halting();
    late.signal('power');
    expect(ended(late)).toEqual([{ halting: 'poweringOff' }, REBOOT_SET]);
  });

  it('is so before a stage 2 is started again', () => {
    const rig = running();
    rig.ends(exit(111));
    rig.signal('power');
    expect(ended(rig)).toEqual([{ halting: 'poweringOff' }, REBOOT_SET]);
  });
});

describe('a kernel that refuses', () => {
  it('leaves the process 1 of a machine where it is', () => {
    const rig = halting();
    rig.ends(exit(0));
    rig.refuses();
    expect(rig.value).toEqual({ halting: 'poweringOff' });
    rig.clock.increment(2000);
    rig.refuses();
    expect([rig.value, rig.exitCode]).toEqual(['stranded', undefined]);
  });

  it('may refuse power off only after the halt was asked for: that is not the answer to it', () => {
    const rig = halting();
    rig.ends(exit(0));
    rig.clock.increment(2000);
    rig.refuses();
    expect(rig.value).toEqual({ halting: 'halted' });
    rig.refuses();
    expect([rig.value, rig.exitCode]).toEqual(['stranded', undefined]);
  });

  it('leaves it there after a reboot too', () => {
    const rig = halting();
    rig.set.add('reboot');
    rig.ends(exit(0));
    rig.refuses();
    expect([rig.value, rig.exitCode]).toEqual(['stranded', undefined]);
  });

  it('has a container exit: 0, or 129 for a reboot', () => {
    const off = halting({ contained: true });
    off.ends(exit(0));
    off.refuses();
    expect([off.value, off.exitCode]).toEqual(['gone', 0]);
    const late = halting({ contained: true });
    late.ends(exit(0));
    late.clock.increment(2000);
    late.refuses();
    expect([late.value, late.exitCode]).toEqual(['gone', 0]);
    const again = halting({ contained: true });
    again.set.add('reboot');
    again.ends(exit(0));
    again.refuses();
    expect([again.value, again.exitCode]).toEqual(['gone', 129]);
  });
});

describe('in a container', () => {
  it.each(['terminate', 'interrupt'] as const)('%s stops stage 2', (signal) => {
    const rig = running({ contained: true });
    rig.signal(signal);
    expect([rig.value, rig.take()]).toEqual([stage2('stopping'), ['clear stopit', 'stage SIGTERM']]);
  });

  it('an interrupt runs the script that is there for it', () => {
    const rig = running({ contained: true });
    rig.set.add('ctrlaltdel');
    rig.signal('interrupt');
    expect(rig.value).toEqual(stage2('serving', 'handling'));
  });

  it.each(['terminate', 'interrupt'] as const)('%s in stage 1 is carried out after it', (signal) => {
    const rig = new RunitRig({ contained: true });
    rig.signal(signal);
    expect(rig.value).toEqual({ booting: 'stage' });
    rig.take();
    rig.ends(exit(0));
    expect([rig.value, rig.take()]).toEqual([
      { halting: 'stage' },
      ['leave stage: /etc/runit/1', 'enter stage: /etc/runit/3', 'run 3'],
    ]);
  });

  it('an interrupt runs that script also while stage 2 is about to be started again', () => {
    const rig = running({ contained: true });
    rig.set.add('ctrlaltdel');
    rig.ends(exit(111));
    rig.signal('interrupt');
    expect(rig.value).toEqual(stage2('restarting', 'handling'));
  });

  it.each(['terminate', 'interrupt'] as const)('%s stops a stage 2 that is about to be started again', (signal) => {
    const rig = running({ contained: true });
    rig.ends(exit(111));
    rig.signal(signal);
    expect(rig.value).toEqual({ halting: 'stage' });
  });
});
