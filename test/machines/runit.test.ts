import { describe, expect, it } from 'vitest';
import { exit, halting, killed, RunitRig, running, stage2 } from './support/runit-rig.ts';

const SERVING = stage2('serving');
const STAGE_2 = ['enter stage: /etc/runit/2', 'run 2'];
const STAGE_3 = ['enter stage: /etc/runit/3', 'run 3'];
const LEAVE_2 = 'leave stage: /etc/runit/2';
const DEAF = 'warning: signals only work in stage 2.';
const SCRIPT = ['ctrl-alt-del request...', 'enter stage: /etc/runit/ctrlaltdel', 'run ctrlaltdel'];
const STOPPING = ['clear stopit', 'stage SIGTERM'];

describe('stage 1', () => {
  it.each([
    ['that succeeds', exit(0), ['leave stage: /etc/runit/1', ...STAGE_2], SERVING],
    ['that fails', exit(7), ['warning: child failed: /etc/runit/1', 'leave stage: /etc/runit/1', ...STAGE_2], SERVING],
    [
      'that exits 100',
      exit(100),
      ['warning: child failed: /etc/runit/1', 'leave stage: /etc/runit/1', 'warning: skipping stage 2...', ...STAGE_3],
      { halting: 'stage' },
    ],
    [
      'that crashes',
      killed(9),
      ['warning: child crashed: /etc/runit/1', 'leave stage: /etc/runit/1', 'warning: skipping stage 2...', ...STAGE_3],
      { halting: 'stage' },
    ],
  ])('%s', (_, status, journal, value) => {
    const rig = new RunitRig();
    expect(rig.take()).toEqual(['enter stage: /etc/runit/1', 'run 1']);
    rig.ends(status);
    expect(rig.take()).toEqual(journal);
    expect(rig.value).toEqual(value);
  });

  it('that cannot be executed counts as done', () => {
    const rig = new RunitRig();
    rig.take();
    rig.stage('failed');
    expect(rig.take()).toEqual(['leave stage: /etc/runit/1', ...STAGE_2]);
  });

  it('that the kernel refuses is tried again after five seconds', () => {
    const rig = new RunitRig();
    rig.take();
    rig.stage('refused');
    rig.clock.increment(4999);
    expect([rig.value, rig.take()]).toEqual([{ booting: 'refused' }, []]);
    rig.clock.increment(1);
    expect([rig.value, rig.take()]).toEqual([{ booting: 'stage' }, ['enter stage: /etc/runit/1', 'run 1']]);
  });
});

describe('stage 2', () => {
  it.each([
    ['that returns', exit(0), [LEAVE_2, ...STAGE_3]],
    ['that fails', exit(7), ['warning: child failed: /etc/runit/2', LEAVE_2, ...STAGE_3]],
  ])('%s ends the system', (_, status, journal) => {
    const rig = running();
    rig.ends(status);
    expect([rig.value, rig.take()]).toEqual([{ halting: 'stage' }, journal]);
  });

  it.each([
    ['exits 111', exit(111), 'failed'],
    ['crashes', killed(11), 'crashed'],
  ])('that %s is killed with all its processes and started again after five seconds', (_, status, how) => {
    const rig = running();
    rig.ends(status);
    expect(rig.take()).toEqual([
      `warning: child ${how}: /etc/runit/2`,
      'warning: killing all processes in stage 2...',
      'stage killAll',
    ]);
    rig.clock.increment(4999);
    expect([rig.value, rig.take()]).toEqual([stage2('restarting'), []]);
    rig.clock.increment(1);
    expect([rig.value, rig.take()]).toEqual([SERVING, ['warning: restarting.', ...STAGE_2]]);
  });

  it('that cannot be executed counts as done', () => {
    const rig = running();
    rig.stage('failed');
    expect([rig.value, rig.take()]).toEqual([{ halting: 'stage' }, [LEAVE_2, ...STAGE_3]]);
  });

  it('that the kernel refuses is tried again after five seconds', () => {
    const rig = running();
    rig.stage('refused');
    rig.clock.increment(4999);
    expect([rig.value, rig.take()]).toEqual([stage2('refused'), []]);
    rig.clock.increment(1);
    expect([rig.value, rig.take()]).toEqual([SERVING, STAGE_2]);
  });

  it.each([
    ['restarting', (rig: RunitRig) => rig.ends(exit(111))],
    ['refused', (rig: RunitRig) => rig.stage('refused')],
  ])('I10: may be stopped while %s', (_, pause) => {
    for (const signal of ['power', 'continue'] as const) {
      const rig = running();
      pause(rig);
      rig.take();
      rig.signal('continue');
      expect(rig.take()).toEqual([]);
      rig.set.add('stopit');
      rig.signal(signal);
      expect([rig.value, rig.take()]).toEqual([{ halting: 'stage' }, ['clear stopit', LEAVE_2, ...STAGE_3]]);
      rig.clock.increment(60_000);
      expect(rig.take()).toEqual([]);
    }
  });
});

describe('a stop', () => {
  it('is not what CONT means while stopit is not set', () => {
    const rig = running();
    rig.signal('continue');
    expect([rig.value, rig.take()]).toEqual([SERVING, []]);
  });

  it.each(['continue', 'power'] as const)('by %s goes on to stage 3 when stage 2 has ended', (signal) => {
    const rig = running();
    if (signal === 'continue') rig.set.add('stopit');
    rig.signal(signal);
    expect([rig.value, rig.take()]).toEqual([stage2('stopping'), STOPPING]);
    rig.ends(killed(15));
    expect([rig.value, rig.take()]).toEqual([{ halting: 'stage' }, [LEAVE_2, ...STAGE_3]]);
  });

  it('kills a stage 2 that has not obeyed for five seconds, and does not wait for it', () => {
    const rig = running();
    rig.signal('power');
    rig.take();
    rig.clock.increment(4999);
    expect([rig.value, rig.take()]).toEqual([stage2('stopping'), []]);
    rig.clock.increment(1);
    expect([rig.value, rig.take()]).toEqual([
      { halting: 'stage' },
      ['warning: stage 2 not terminated, sending sigkill...', 'stage SIGKILL', LEAVE_2, ...STAGE_3],
    ]);
  });

  it('is asked once', () => {
    const rig = running();
    rig.signal('power', 'power', 'continue', 'interrupt', 'alarm', 'terminate');
    expect(rig.take()).toEqual(STOPPING);
  });
});

describe('ctrl-alt-del', () => {
  it('is nothing without a script', () => {
    const rig = running();
    rig.signal('interrupt');
    expect([rig.value, rig.take()]).toEqual([SERVING, []]);
  });

  it.each([
    [false, []],
    [true, ['warning: child crashed: /etc/runit/ctrlaltdel']],
  ])('runs the script and then looks at stopit; crashed: %s', (crashed, warning) => {
    const rig = running();
    rig.set.add('ctrlaltdel');
    rig.signal('interrupt', 'interrupt');
    expect([rig.value, rig.take()]).toEqual([stage2('serving', 'handling'), SCRIPT]);
    rig.set.add('stopit');
    rig.keysEnd(crashed);
    expect(rig.take()).toEqual([...warning, 'leave stage: /etc/runit/ctrlaltdel', ...STOPPING]);
  });

  it('goes on as before where the script asks for nothing', () => {
    const rig = running();
    rig.set.add('ctrlaltdel');
    rig.signal('interrupt');
    rig.take();
    rig.keysEnd();
    expect([rig.value, rig.take()]).toEqual([SERVING, ['leave stage: /etc/runit/ctrlaltdel']]);
  });

  it.each([
    ['restarting', (rig: RunitRig) => rig.ends(exit(111))],
    ['refused', (rig: RunitRig) => rig.stage('refused')],
  ] as const)('runs the script, and then looks at stopit, while stage 2 is %s', (state, pause) => {
    const rig = running();
    pause(rig);
    rig.take();
    rig.signal('interrupt');
    expect([rig.value, rig.take()]).toEqual([stage2(state), []]);
    rig.set.add('ctrlaltdel');
    rig.signal('interrupt', 'interrupt');
    expect([rig.value, rig.take()]).toEqual([stage2(state, 'handling'), SCRIPT]);
    rig.set.add('stopit');
    rig.keysEnd();
    const stopped = ['leave stage: /etc/runit/ctrlaltdel', 'clear stopit', LEAVE_2, ...STAGE_3];
    expect([rig.value, rig.take()]).toEqual([{ halting: 'stage' }, stopped]);
  });

  it('has its script go on while stage 2 ends and is started again', () => {
    const rig = running();
    rig.set.add('ctrlaltdel');
    rig.signal('interrupt');
    rig.ends(exit(111));
    expect(rig.value).toEqual(stage2('restarting', 'handling'));
    rig.clock.increment(5000);
    rig.take();
    rig.set.add('stopit');
    rig.keysEnd();
    const stopped = ['leave stage: /etc/runit/ctrlaltdel', ...STOPPING];
    expect([rig.value, rig.take()]).toEqual([stage2('stopping'), stopped]);
  });

  it('does not keep runit from its work while the script hangs', () => {
    const rig = running();
    rig.set.add('ctrlaltdel');
    rig.signal('interrupt');
    rig.take();
    rig.signal('alarm', 'power');
    expect([rig.value, rig.take()]).toEqual([stage2('stopping', 'handling'), ['stage SIGALRM', ...STOPPING]]);
  });
});

describe('signals', () => {
  it.each([
    ['1', () => new RunitRig()],
    ['3', () => halting()],
  ])('are told to work in stage 2 only, in stage %s', (_, at) => {
    const rig = at();
    rig.take();
    rig.signal('continue', 'power', 'interrupt');
    expect(rig.take()).toEqual([DEAF, DEAF, DEAF]);
    rig.signal('alarm', 'terminate');
    expect(rig.take()).toEqual([]);
  });

  it('ALRM goes on to stage 2, TERM is nothing to the machine itself', () => {
    const rig = running();
    rig.signal('alarm', 'terminate');
    expect([rig.value, rig.take()]).toEqual([SERVING, ['stage SIGALRM']]);
  });
});
