import { describe, expect, it } from 'vitest';
import { type LogDirectoryRig, writing } from './support/log-directory-rig.ts';
import { opened } from './support/log-ports.ts';

/** A directory whose processor has `1.u`, its journal empty. */
const processing = (...more: string[]): LogDirectoryRig => {
  const rig = writing(0, '1.u', ...more);
  expect(rig.take()).toEqual([]);
  return rig;
};

describe('logs for the processor', () => {
  it('are processed one by one, in the order of time', () => {
    const rig = processing();
    for (const log of ['2.u', '3.u']) {
      rig.goes({ 'files.rotate': { type: 'files.rotated', unprocessed: log } });
      rig.order('rotate');
    }
    expect(rig.take()).toEqual(['rotate', 'prune', 'resume', 'rotate', 'prune', 'resume']);
    rig.tellProcessor('done');
    expect(rig.take()).toEqual(['forget 1.u', 'process 2.u']);
    rig.tellProcessor('done');
    rig.tellProcessor('done');
    expect(rig.take()).toEqual(['forget 2.u', 'process 3.u', 'forget 3.u']);
    expect(rig.value.processor).toBe('idle');
  });

  it('stay in hand over a reload: none is lost, none is processed twice', () => {
    const rig = processing('2.u');
    rig.order('reload');
    rig.goes({ 'files.open': opened(0, '1.u', '2.u', '3.u') });
    rig.order('open');
    expect(rig.take()).toEqual(['close', 'told shut', 'open', 'told opened', 'resume']);
    for (const _ of [1, 2, 3]) rig.tellProcessor('done');
    expect(rig.take()).toEqual(['forget 1.u', 'process 2.u', 'forget 2.u', 'process 3.u', 'forget 3.u']);
  });

  it('are processed while the log pauses', () => {
    const rig = processing('2.u');
    rig.tellFiles({ type: 'files.blocked', step: 'files.write' });
    rig.tellProcessor('done');
    expect(rig.take()).toEqual(['forget 1.u', 'process 2.u']);
    expect(rig.value).toMatchObject({ log: 'pausing', processor: { processing: 'running' } });
  });
});

describe('a processor that fails', () => {
  /** Lets it fail, and measures the pause until it is started again by its two edges. */
  const failsAndPauses = (rig: LogDirectoryRig, milliseconds: number, log = '1.u'): void => {
    rig.tellProcessor('failed');
    expect(rig.value.processor).toBe('backoff');
    expect(rig.timers).toEqual([String(milliseconds)]);
    rig.pass(milliseconds - 1);
    expect(rig.take()).toEqual([`forget ${log}`]);
    rig.pass(1);
    expect(rig.take()).toEqual([`process ${log}`]);
    expect(rig.timers).toEqual([]);
  };

  it('is started again after a second, twice as long each time up to a minute', () => {
    const rig = processing();
    for (const seconds of [1, 2, 4, 8, 16, 32, 60, 60, 60]) failsAndPauses(rig, seconds * 1000);
  });

  it('is started again after a second once it has succeeded', () => {
    const rig = processing('2.u');
    for (const seconds of [1, 2, 4]) failsAndPauses(rig, seconds * 1000);
    rig.tellProcessor('done');
    expect(rig.take()).toEqual(['forget 1.u', 'process 2.u']);
    failsAndPauses(rig, 1000, '2.u');
  });

  it('holds up neither lines nor rotations', () => {
    const rig = processing();
    rig.tellProcessor('failed');
    rig.take();
    rig.goes({ 'files.rotate': { type: 'files.rotated', unprocessed: '2.u' } });
    rig.tellFiles({ type: 'files.full' });
    expect(rig.take()).toEqual(['rotate', 'prune', 'resume']);
    expect(rig.value).toMatchObject({ log: 'writing', processor: 'backoff' });
  });

  it('rests over a reload', () => {
    const rig = processing();
    rig.tellProcessor('failed');
    rig.pass(500);
    rig.order('reload', 'open');
    rig.take();
    rig.pass(499);
    expect(rig.take()).toEqual([]);
    rig.pass(1);
    expect(rig.take()).toEqual(['process 1.u']);
  });
});

describe('at the end', () => {
  it('a processor that runs is waited for, and the logs behind it', () => {
    const rig = processing('2.u');
    rig.order('close');
    rig.pass(600_000);
    expect(rig.take()).toEqual([]);
    rig.tellProcessor('done');
    expect(rig.take()).toEqual(['forget 1.u', 'process 2.u']);
    rig.tellProcessor('done');
    expect(rig.take()).toEqual(['forget 2.u', 'close', 'told closed']);
    expect(rig.timers).toEqual([]);
  });

  it('one that fails then is not started again: its logs stay', () => {
    const rig = processing('2.u');
    rig.order('close');
    rig.tellProcessor('failed');
    expect(rig.take()).toEqual(['forget 1.u', 'close', 'told closed']);
    expect(rig.timers).toEqual([]);
  });

  it('one that rests is not started again', () => {
    const rig = processing();
    rig.tellProcessor('failed');
    rig.take();
    rig.order('close');
    expect(rig.take()).toEqual(['close', 'told closed']);
    expect(rig.timers).toEqual([]);
  });

  it('one whose log comes from the last rotation has its run', () => {
    const rig = writing();
    rig.goes({ 'files.prune': 'hang', 'files.rotate': { type: 'files.rotated', unprocessed: '1.u' } });
    rig.order('rotate', 'close');
    expect(rig.take()).toEqual(['rotate', 'prune', 'process 1.u']);
    rig.tellProcessor('failed');
    rig.tellFiles({ type: 'files.pruned' });
    expect(rig.take()).toEqual(['forget 1.u', 'resume', 'close', 'told closed']);
  });

  it.each(['unusable', 'shut'])('it is waited for where the directory is %s', (state) => {
    const rig = processing();
    rig.order('reload');
    if (state === 'unusable') {
      rig.goes({ 'files.open': { type: 'files.unusable' } });
      rig.order('open');
    }
    rig.take();
    rig.order('close');
    expect(rig.state).toBe(state);
    rig.tellProcessor('done');
    expect(rig.take()).toEqual(['forget 1.u', 'told closed']);
  });
});

describe('output that cannot be put in its place', () => {
  it('is tried again every three seconds, without another run', () => {
    const rig = processing();
    rig.tellProcessor('blocked');
    for (let turn = 0; turn < 3; turn++) {
      expect(rig.timers).toEqual(['3000']);
      rig.pass(2999);
      expect(rig.take()).toEqual([]);
      rig.pass(1);
      expect(rig.take()).toEqual(['finish 1.u']);
      rig.tellProcessor('blocked');
    }
    rig.pass(3000);
    rig.tellProcessor('done');
    expect(rig.take()).toEqual(['finish 1.u', 'forget 1.u']);
    expect(rig.timers).toEqual([]);
  });

  it('is tried once more at the end, and then no more: the log stays for the next start', () => {
    const rig = processing('2.u');
    rig.tellProcessor('blocked');
    rig.order('close');
    rig.pass(3000);
    expect(rig.take()).toEqual(['finish 1.u']);
    rig.tellProcessor('blocked');
    expect(rig.take()).toEqual(['forget 1.u', 'close', 'told closed']);
    expect(rig.timers).toEqual([]);
  });
});
