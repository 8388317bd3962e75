import { describe, expect, it } from 'vitest';
import { LINE_WAIT, TAKE_WAIT } from '../../machines/svlogd.ts';
import { blocked, opened } from './support/log-ports.ts';
import { reading, type SvlogdRig } from './support/svlogd-rig.ts';

/** Nothing runs any more: it ended well. */
const expectEnded = (rig: SvlogdRig): void => {
  expect([rig.value, rig.exitCode, rig.timers, rig.errors]).toEqual(['closed', 0, [], []]);
};

describe('the end of the input', () => {
  it('closes all directories in their order', () => {
    const rig = reading({ a: {}, b: {} });
    rig.inputEnds();
    expect(rig.take()).toEqual(['a close', 'b close']);
    expectEnded(rig);
  });

  it('waits for each to be closed', () => {
    const rig = reading({ a: {}, b: {} });
    rig.goes('a', { 'files.close': 'hang' });
    rig.inputEnds();
    expect(rig.value).toEqual({ draining: 'closing' });
    rig.tellFiles({ type: 'files.closed' }, 'a');
    expectEnded(rig);
  });

  it('counts one that is no good as closed', () => {
    const rig = reading({ a: { 'files.open': { type: 'files.unusable' } }, b: {} });
    rig.inputEnds();
    expect(rig.take()).toEqual(['b close']);
    expectEnded(rig);
  });

  it.each(['closing', 'opening'])('during a reload, while directories are %s, ends it', (where) => {
    const rig = reading({ a: {}, b: {} });
    rig.goes('b', where === 'closing' ? { 'files.close': 'hang' } : { 'files.open': blocked('files.open') });
    rig.signal('reload');
    expect(rig.value).toEqual({ reloading: where });
    rig.take();
    rig.inputEnds();
    if (where === 'closing') rig.tellFiles({ type: 'files.closed' }, 'b');
    expect(rig.take()).toEqual(where === 'closing' ? [] : ['a close', 'b close']);
    expectEnded(rig);
  });

  it('waits for processors', () => {
    const rig = reading({ a: { 'files.open': opened(0, '1.u') }, b: {} });
    rig.inputEnds();
    rig.pass(600_000);
    expect([rig.value, rig.take()]).toEqual([{ draining: 'closing' }, ['b close']]);
    rig.tellProcessor('done', 'a');
    expect(rig.take()).toEqual(['a forget 1.u', 'a close']);
    expectEnded(rig);
  });
});

describe('TERM', () => {
  it('reads to the end of the line that has begun, and closes', () => {
    const rig = reading();
    rig.signal('terminate');
    expect(rig.take()).toEqual(['source finish']);
    expect(rig.timers).toEqual([String(LINE_WAIT)]);
    rig.pass(999);
    rig.inputEnds();
    expect(rig.take()).toEqual(['a close']);
    expectEnded(rig);
  });

  it('waits a second for the end of that line, and then ends it itself', () => {
    const rig = reading();
    rig.signal('terminate');
    rig.take();
    rig.pass(999);
    expect(rig.take()).toEqual([]);
    rig.pass(1);
    expect(rig.take()).toEqual(['source cut']);
    expect([rig.value, rig.timers]).toEqual([{ draining: 'cutting' }, [String(TAKE_WAIT)]]);
    rig.inputEnds();
    expect(rig.take()).toEqual(['a close']);
    expectEnded(rig);
  });

  it('waits four seconds more for directories that cannot take what has been read', () => {
    const rig = reading();
    rig.signal('terminate');
    rig.pass(1000);
    rig.take();
    rig.pass(3999);
    expect(rig.take()).toEqual([]);
    rig.pass(1);
    expect(rig.take()).toEqual(['a close']);
    expectEnded(rig);
  });

  it('twice is once', () => {
    const rig = reading();
    rig.signal('terminate', 'terminate');
    rig.pass(500);
    rig.signal('terminate');
    rig.pass(500);
    expect(rig.take()).toEqual(['source finish', 'source cut']);
  });

  it('is not undone by HUP and ALRM', () => {
    const rig = reading();
    rig.signal('terminate', 'reload', 'rotate');
    rig.pass(1000);
    rig.signal('reload', 'rotate');
    rig.inputEnds();
    expect(rig.take()).toEqual(['a close', 'source finish', 'source cut']);
    expectEnded(rig);
  });

  it('during a reload waits for what is being closed, and no longer for what is being opened', () => {
    const rig = reading({ a: {}, b: {} });
    rig.goes('b', { 'files.close': 'hang', 'files.open': blocked('files.open') });
    rig.signal('reload', 'terminate');
    expect(rig.take()).toEqual(['a close', 'b close']);
    rig.goes('b', { 'files.close': { type: 'files.closed' } });
    rig.tellFiles({ type: 'files.closed' }, 'b');
    expect(rig.take()).toEqual(['a open', 'a resume', 'b open', 'source finish']);
    rig.inputEnds();
    expect(rig.take()).toEqual(['a close', 'b close']);
    expectEnded(rig);
  });

  it.each(['files.write', 'files.rotate', 'files.prune'] as const)(
    'while a directory pauses at %s tries once more, and ends',
    (step) => {
      const rig = reading({ a: {}, b: {} });
      rig.tellFiles(blocked(step), 'a');
      rig.goes('a', { [step]: blocked(step) });
      rig.signal('terminate');
      rig.take();
      // No end of the input: the chunk is not taken.
      rig.pass(LINE_WAIT);
      rig.pass(TAKE_WAIT);
      rig.take();
      rig.pass(2999);
      expect([rig.value, rig.take()]).toEqual([{ draining: 'closing' }, []]);
      rig.pass(1);
      expect(rig.take()).toEqual(['a close']);
      expectEnded(rig);
    },
  );

  it('with a rotation that does not end waits for it', () => {
    const rig = reading();
    rig.goes('a', { 'files.rotate': 'hang' });
    rig.signal('rotate', 'terminate');
    rig.inputEnds();
    expect(rig.take()).toEqual(['a rotate', 'source finish']);
    rig.tellFiles({ type: 'files.rotated', unprocessed: undefined }, 'a');
    expect(rig.take()).toEqual(['a prune', 'a resume', 'a close']);
    expectEnded(rig);
  });

  it('with a processor that fails leaves the log to the next start', () => {
    const rig = reading({ a: { 'files.open': opened(0, '1.u', '2.u') } });
    rig.signal('terminate');
    rig.inputEnds();
    rig.tellProcessor('failed', 'a');
    expect(rig.take()).toEqual(['a forget 1.u', 'a close', 'source finish']);
    expectEnded(rig);
  });

  it('with a processor that rests does not wait for its turn', () => {
    const rig = reading({ a: { 'files.open': opened(0, '1.u') } });
    rig.tellProcessor('failed', 'a');
    rig.signal('terminate');
    rig.inputEnds();
    expect(rig.take()).toEqual(['a forget 1.u', 'a close', 'source finish']);
    expectEnded(rig);
  });

  it('with output that cannot be put in its place tries that once more', () => {
    const rig = reading({ a: { 'files.open': opened(0, '1.u') } });
    rig.tellProcessor('blocked', 'a');
    rig.signal('terminate');
    rig.inputEnds();
    rig.pass(3000);
    rig.tellProcessor('blocked', 'a');
    expect(rig.take()).toEqual(['a finish 1.u', 'a forget 1.u', 'a close', 'source finish']);
    expectEnded(rig);
  });

  it('ends it where every directory is no good by now', () => {
    const rig = reading();
    rig.goes('a', { 'files.open': 'hang' });
    rig.signal('reload', 'terminate');
    rig.goes('a', { 'files.open': { type: 'files.unusable' } });
    rig.take();
    rig.tellFiles({ type: 'files.unusable' }, 'a');
    rig.inputEnds();
    expectEnded(rig);
  });
});
