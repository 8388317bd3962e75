import { describe, expect, it } from 'vitest';
import { LONGEST_TIMER } from '../../machines/log-directory.ts';
import { LogDirectoryRig, writing } from './support/log-directory-rig.ts';
import { opened, UNUSABLE } from './support/log-ports.ts';

const ROTATION = ['rotate', 'prune', 'resume'];

/** Nothing until the last millisecond, then a rotation. */
const expectRotationAfter = (rig: LogDirectoryRig, milliseconds: number): void => {
  rig.pass(milliseconds - 1);
  expect(rig.take()).toEqual([]);
  rig.pass(1);
  expect(rig.take()).toEqual(ROTATION);
};

describe('the age of a log', () => {
  it('rotates it, again and again', () => {
    const rig = writing(5000);
    for (let turn = 0; turn < 3; turn++) expectRotationAfter(rig, 5000);
  });

  it('of none is no timer', () => {
    expect(writing(0).timers).toEqual([]);
  });

  it('is not put off by another rotation', () => {
    const rig = writing(5000);
    rig.pass(3000);
    rig.tellFiles({ type: 'files.full' });
    rig.order('rotate');
    expect(rig.take()).toEqual([...ROTATION, ...ROTATION]);
    expectRotationAfter(rig, 2000);
    expectRotationAfter(rig, 5000);
  });

  it.each([
    ['a millisecond less', LONGEST_TIMER - 1],
    ['the longest timer', LONGEST_TIMER],
    ['a millisecond more', LONGEST_TIMER + 1],
    ['just more than 32 bits of milliseconds', 2 ** 31 + 7],
    ['thirty days', 30 * 86_400_000],
  ])('may be %s', (_, age) => {
    const rig = writing(age);
    // In pieces: no timer is longer than Node's.
    let left = age - 1;
    while (left > 0) {
      expect(Math.max(...rig.timers.map(Number))).toBeLessThanOrEqual(LONGEST_TIMER);
      const piece = Math.min(left, 3_600_000);
      rig.pass(piece);
      left -= piece;
    }
    expect(rig.take()).toEqual([]);
    rig.pass(1);
    expect(rig.take()).toEqual(ROTATION);
    expect(rig.directory.getSnapshot().context.ageLeft).toBe(age);
  });

  it('that is longer than the universe is no fault', () => {
    const rig = writing(Number(2n ** 64n - 1n) * 1000);
    rig.pass(LONGEST_TIMER);
    expect([rig.errors, rig.take(), rig.timers]).toEqual([[], [], [String(LONGEST_TIMER)]]);
  });

  it('begins anew with a reload, and may be another', () => {
    const rig = writing(5000);
    rig.pass(4999);
    rig.order('reload');
    rig.goes({ 'files.open': opened(7000) });
    rig.order('open');
    rig.take();
    expectRotationAfter(rig, 7000);
    rig.order('reload');
    rig.goes({ 'files.open': opened(0) });
    rig.order('open');
    expect(rig.timers).toEqual([]);
  });

  it('passes while the log pauses: it is rotated then', () => {
    const rig = writing(1000);
    rig.tellFiles({ type: 'files.blocked', step: 'files.write' });
    rig.pass(2999);
    expect(rig.take()).toEqual([]);
    rig.pass(1);
    expect(rig.take()).toEqual(['write', 'rotate', 'prune', 'resume']);
  });

  it('of a directory that a reload finds to be no good is no timer, and owes no rotation', () => {
    const rig = writing(1000);
    rig.goes({ 'files.open': UNUSABLE });
    rig.order('reload');
    rig.pass(1000);
    rig.order('open');
    expect([rig.state, rig.timers]).toEqual(['unusable', []]);
    rig.goes({ 'files.open': opened(0) });
    rig.order('reload', 'open');
    rig.take();
    expect([rig.state, rig.timers]).toEqual(['writing', []]);
  });

  it.each(['close', 'reload'] as const)('of a log that is closed is no timer: %s', (order) => {
    const rig = new LogDirectoryRig({ 'files.open': opened(1000) });
    rig.order(order);
    expect(rig.timers).toEqual([]);
  });
});
