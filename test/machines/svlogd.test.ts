import { describe, expect, it } from 'vitest';
import { blocked, opened, UNUSABLE } from './support/log-ports.ts';
import { reading, SvlogdRig } from './support/svlogd-rig.ts';

const NO_GOOD = { 'files.open': UNUSABLE };
const STUCK = { 'files.open': blocked('files.open') };

describe('at the start', () => {
  it('directories are opened in their order, and then the input is read', () => {
    const rig = new SvlogdRig({ a: {}, b: {} });
    expect(rig.take()).toEqual(['a open', 'a resume', 'b open', 'b resume', 'source read']);
    expect([rig.value, rig.timers]).toEqual(['reading', []]);
  });

  it('one of several that is no good is left out', () => {
    const rig = new SvlogdRig({ a: NO_GOOD, b: {} });
    expect(rig.take()).toEqual(['a open', 'b open', 'b resume', 'source read']);
    expect([rig.value, rig.timers, rig.exitCode]).toEqual(['reading', [], undefined]);
  });

  it('none that is good: it ends with 111', () => {
    const rig = new SvlogdRig({ a: NO_GOOD, b: NO_GOOD });
    expect(rig.take()).toEqual(['a open', 'b open']);
    expect([rig.value, rig.exitCode, rig.timers]).toEqual(['closed', 111, []]);
  });

  it('nothing is read until every directory is open or no good', () => {
    const rig = new SvlogdRig({ a: STUCK, b: {} });
    expect(rig.take()).toEqual(['a open', 'b open', 'b resume']);
    expect(rig.value).toBe('starting');
    rig.goes('a', { 'files.open': opened(0) });
    rig.pass(2999);
    expect(rig.take()).toEqual([]);
    rig.pass(1);
    expect(rig.take()).toEqual(['a open', 'a resume', 'source read']);
    expect(rig.value).toBe('reading');
  });

  it('the last that pauses may be no good after all', () => {
    const rig = new SvlogdRig({ a: STUCK, b: NO_GOOD });
    rig.goes('a', NO_GOOD);
    rig.pass(3000);
    expect([rig.value, rig.exitCode]).toEqual(['closed', 111]);
  });

  it('TERM while a directory pauses ends it', () => {
    const rig = new SvlogdRig({ a: STUCK, b: {} });
    rig.take();
    rig.signal('terminate');
    expect(rig.take()).toEqual(['source finish']);
    rig.inputEnds();
    expect(rig.take()).toEqual(['a close', 'b close']);
    expect([rig.value, rig.exitCode, rig.timers]).toEqual(['closed', 0, []]);
  });

  it('HUP while a directory pauses opens all anew', () => {
    const rig = new SvlogdRig({ a: STUCK, b: {} });
    rig.take();
    rig.goes('a', { 'files.open': opened(0) });
    rig.signal('reload');
    expect(rig.take()).toEqual(['a close', 'a open', 'a resume', 'b close', 'b open', 'b resume', 'source read']);
    expect(rig.value).toBe('reading');
  });

  it('HUP before a directory is open is heard when it is', () => {
    const rig = new SvlogdRig({ a: { 'files.open': 'hang' } });
    rig.take();
    rig.signal('reload');
    expect(rig.value).toEqual({ reloading: 'closing' });
    rig.goes('a', { 'files.open': opened(0) });
    rig.tellFiles(opened(0), 'a');
    expect(rig.take()).toEqual(['a close', 'a open', 'a resume', 'source read']);
  });

  it('ALRM while a directory pauses rotates what is open, and the others when they are', () => {
    const rig = new SvlogdRig({ a: STUCK, b: {} });
    rig.take();
    rig.signal('rotate');
    expect(rig.take()).toEqual(['b rotate', 'b prune', 'b resume']);
    rig.goes('a', { 'files.open': opened(0) });
    rig.pass(3000);
    expect(rig.take()).toEqual(['a open', 'a rotate', 'a prune', 'a resume', 'source read']);
  });
});

describe('ALRM', () => {
  it('rotates every directory that is open', () => {
    const rig = reading({ a: {}, b: NO_GOOD, c: {} });
    rig.signal('rotate');
    expect(rig.take()).toEqual(['a rotate', 'a prune', 'a resume', 'c rotate', 'c prune', 'c resume']);
    expect(rig.value).toBe('reading');
  });

  it('in the middle of a reload rotates what that opens', () => {
    const rig = reading({ a: {}, b: {} });
    rig.goes('b', { 'files.close': 'hang' });
    rig.signal('reload', 'rotate');
    rig.take();
    rig.tellFiles({ type: 'files.closed' }, 'b');
    expect(rig.take()).toEqual([
      'a open',
      'a rotate',
      'a prune',
      'a resume',
      'b open',
      'b rotate',
      'b prune',
      'b resume',
      'source read',
    ]);
  });
});

describe('HUP', () => {
  it('closes all directories, and then opens all, those that were no good as well', () => {
    const rig = reading({ a: {}, b: NO_GOOD });
    rig.goes('b', { 'files.open': opened(0) });
    rig.signal('reload');
    expect(rig.take()).toEqual(['a close', 'a open', 'a resume', 'b open', 'b resume', 'source read']);
    expect([rig.value, rig.timers]).toEqual(['reading', []]);
  });

  it('opens none before all are closed', () => {
    const rig = reading({ a: {}, b: {} });
    rig.goes('b', { 'files.rotate': 'hang' });
    rig.signal('rotate');
    rig.take();
    rig.signal('reload');
    expect(rig.take()).toEqual(['a close']);
    expect(rig.value).toEqual({ reloading: 'closing' });
    rig.tellFiles({ type: 'files.rotated', unprocessed: undefined }, 'b');
    expect(rig.take()).toEqual(['a open', 'a resume', 'b prune', 'b close', 'b open', 'b resume', 'source read']);
  });

  it('leaves out what has become no good', () => {
    const rig = reading({ a: {}, b: {} });
    rig.goes('a', NO_GOOD);
    rig.signal('reload');
    expect(rig.take()).toEqual(['a close', 'a open', 'b close', 'b open', 'b resume', 'source read']);
  });

  it('ends it with 111 when all have become no good', () => {
    const rig = reading({ a: {}, b: {} });
    rig.goes('a', NO_GOOD);
    rig.goes('b', NO_GOOD);
    rig.signal('reload');
    expect([rig.value, rig.exitCode, rig.timers]).toEqual(['closed', 111, []]);
    // There is nowhere to read for.
    expect(rig.take()).toEqual(['a close', 'a open', 'b close', 'b open']);
  });

  it('ends it with 111 also where that is known after a pause', () => {
    const rig = reading();
    rig.goes('a', STUCK);
    rig.signal('reload');
    expect(rig.value).toEqual({ reloading: 'opening' });
    rig.goes('a', NO_GOOD);
    rig.pass(3000);
    expect([rig.value, rig.exitCode]).toEqual(['closed', 111]);
  });

  it('again, while directories are being closed, is one reload', () => {
    const rig = reading({ a: {}, b: {} });
    rig.goes('b', { 'files.close': 'hang' });
    rig.signal('reload', 'reload', 'reload');
    expect(rig.take()).toEqual(['a close', 'b close']);
    rig.tellFiles({ type: 'files.closed' }, 'b');
    expect(rig.take()).toEqual(['a open', 'a resume', 'b open', 'b resume', 'source read']);
  });

  it('again, while directories are being opened, begins anew', () => {
    const rig = reading({ a: {}, b: {} });
    rig.goes('a', STUCK);
    rig.signal('reload');
    expect(rig.value).toEqual({ reloading: 'opening' });
    rig.goes('a', { 'files.open': opened(0) });
    rig.take();
    rig.signal('reload');
    expect(rig.take()).toEqual(['a close', 'a open', 'a resume', 'b close', 'b open', 'b resume', 'source read']);
  });

  it('again, before a directory is open, is heard when it is', () => {
    const rig = reading();
    rig.goes('a', { 'files.open': 'hang' });
    rig.signal('reload', 'reload');
    rig.take();
    rig.goes('a', { 'files.open': opened(0) });
    rig.tellFiles(opened(0), 'a');
    expect(rig.take()).toEqual(['a close', 'a open', 'a resume', 'source read']);
    expect(rig.value).toBe('reading');
  });

  it('while a processor runs leaves it alone', () => {
    const rig = reading({ a: { 'files.open': opened(0, '1.u') } });
    rig.signal('reload');
    expect(rig.take()).toEqual(['a close', 'a open', 'a resume', 'source read']);
    rig.tellProcessor('done', 'a');
    expect(rig.take()).toEqual(['a forget 1.u']);
  });

  it.each(['files.write', 'files.rotate', 'files.prune'] as const)('while it pauses at %s opens it anew', (step) => {
    const rig = reading();
    rig.tellFiles(blocked(step), 'a');
    rig.signal('reload');
    expect(rig.take()).toEqual(['a close', 'a open', 'a resume', 'source read']);
    expect([rig.value, rig.timers]).toEqual(['reading', []]);
  });
});

it('the last directory is removed while it reads, and there is none of its name: it ends with 111', () => {
  const rig = reading({ a: {}, b: {} });
  for (const [name, exitCode] of [
    ['a', undefined],
    ['b', 111],
  ] as const) {
    rig.goes(name, { 'files.rotate': { type: 'files.gone' }, ...NO_GOOD });
    rig.tellFiles({ type: 'files.full' }, name);
    expect(rig.exitCode).toBe(exitCode);
  }
});
