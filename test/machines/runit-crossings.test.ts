import { describe, expect, it } from 'vitest';
import { exit, halting, killed, RunitRig, running, stage2 } from './support/runit-rig.ts';

/** Requests and ends that cross each other. */

const LEAVE_2 = 'leave stage: /etc/runit/2';
const STAGE_2 = ['enter stage: /etc/runit/2', 'run 2'];
const STAGE_3 = ['enter stage: /etc/runit/3', 'run 3'];
const HALTING = { halting: 'stage' };

describe('TERM outside a container is nothing', () => {
  it('in stage 1', () => {
    const rig = new RunitRig();
    rig.signal('terminate');
    rig.ends(exit(0));
    expect(rig.value).toEqual(stage2('serving'));
  });

  it('between two runs of stage 2', () => {
    const rig = running();
    rig.ends(killed(9));
    rig.signal('terminate');
    expect(rig.value).toEqual(stage2('restarting'));
  });
});

describe('a container', () => {
  it('goes on where CONT comes and nothing asks it to stop', () => {
    const rig = running({ contained: true });
    rig.signal('continue');
    expect([rig.value, rig.take()]).toEqual([stage2('serving'), []]);
  });

  it.each([
    ['fails', (rig: RunitRig) => rig.ends(exit(7)), ['warning: child failed: /etc/runit/1']],
    ['cannot be executed', (rig: RunitRig) => rig.stage('failed'), []],
  ])('that is told to stop in stage 1 stops after it, though it %s', (_, end, words) => {
    const rig = new RunitRig({ contained: true });
    rig.signal('terminate');
    rig.take();
    end(rig);
    expect([rig.value, rig.take()]).toEqual([HALTING, [...words, 'leave stage: /etc/runit/1', ...STAGE_3]]);
  });
});

describe('stage 2', () => {
  it.each(['failed', 'refused'] as const)('that is to stop, and was %s, is over', (fact) => {
    const rig = running();
    rig.signal('power');
    expect(rig.take()).toEqual(['clear stopit', 'stage SIGTERM']);
    rig.stage(fact);
    expect([rig.value, rig.take()]).toEqual([HALTING, [LEAVE_2, ...STAGE_3]]);
  });

  it('that the kernel refused is started again beside the script for the keys', () => {
    const rig = running();
    rig.set.add('ctrlaltdel');
    rig.signal('interrupt');
    rig.take();
    rig.stage('refused');
    rig.clock.increment(5000);
    expect([rig.value, rig.take()]).toEqual([stage2('serving', 'handling'), STAGE_2]);
  });
});

describe('the script for the keys', () => {
  it('runs again after it has crashed', () => {
    const rig = running();
    rig.set.add('ctrlaltdel');
    rig.signal('interrupt');
    rig.keysEnd(true);
    rig.take();
    rig.signal('interrupt');
    expect(rig.take()).toEqual(['ctrl-alt-del request...', 'enter stage: /etc/runit/ctrlaltdel', 'run ctrlaltdel']);
  });
});

describe('whether the machine is to start again', () => {
  it.each([
    ['reboot', true, 'rebooting'],
    ['reboot', false, { halting: 'poweringOff' }],
    // Asked for in stage 2, and answered only now.
    ['stopit', true, { halting: 'killing' }],
    ['stopit', false, { halting: 'killing' }],
    ['ctrlaltdel', true, { halting: 'killing' }],
    ['ctrlaltdel', false, { halting: 'killing' }],
  ] as const)('is what its own file tells: %s, which is %s', (file, isSet, value) => {
    const rig = halting();
    rig.answers = false;
    rig.ends(exit(0));
    rig.sees(file, isSet);
    expect(rig.value).toEqual(value);
  });

  it('is looked for when nobody is left who could change it', () => {
    const rig = halting();
    let before: string[] = [];
    rig.set.has = () => {
      before = rig.take();
      return false;
    };
    rig.ends(exit(0));
    expect(before).toEqual(['leave stage: /etc/runit/3', 'sending KILL signal to all processes...', 'kill all']);
  });
});
