import { describe, expect, it } from 'vitest';
import { LogDirectoryRig, writing } from './support/log-directory-rig.ts';
import { opened, UNUSABLE } from './support/log-ports.ts';

describe('opening', () => {
  it('comes first, and then lines are taken', () => {
    const rig = new LogDirectoryRig();
    expect(rig.take()).toEqual(['open', 'told opened', 'resume']);
    expect(rig.value).toEqual({ log: 'writing', processor: 'idle', age: 'waiting' });
  });

  it('of a directory that is no good is tried once', () => {
    const rig = new LogDirectoryRig({ 'files.open': UNUSABLE });
    expect(rig.take()).toEqual(['open', 'told unusable']);
    expect(rig.value).toEqual({ log: 'unusable', processor: 'idle', age: 'waiting' });
    rig.pass(10_000);
    expect(rig.take()).toEqual([]);
  });

  it('hands old logs over that still await their processor, oldest first', () => {
    const rig = new LogDirectoryRig({ 'files.open': opened(0, '1.u', '2.u') });
    expect(rig.take()).toEqual(['open', 'told opened', 'resume', 'process 1.u']);
    rig.tellProcessor('done');
    expect(rig.take()).toEqual(['forget 1.u', 'process 2.u']);
    rig.tellProcessor('done');
    expect(rig.take()).toEqual(['forget 2.u']);
    expect(rig.value.processor).toBe('idle');
  });
});

describe('a directory that was removed', () => {
  it('is opened again by its name', () => {
    const rig = writing();
    rig.goes({ 'files.rotate': { type: 'files.gone' } });
    rig.order('rotate');
    expect(rig.take()).toEqual(['rotate', 'close', 'open', 'told opened', 'resume']);
    expect(rig.state).toBe('writing');
  });

  it('before it could be opened is opened again by its name', () => {
    const rig = new LogDirectoryRig({ 'files.open': { type: 'files.blocked', step: 'files.open' } });
    rig.goes({ 'files.open': { type: 'files.gone' } });
    rig.take();
    rig.goes({ 'files.close': 'hang' });
    rig.pass(3000);
    rig.goes({ 'files.open': opened(0), 'files.close': { type: 'files.closed' } });
    rig.tellFiles({ type: 'files.closed' });
    expect(rig.take()).toEqual(['open', 'close', 'open', 'told opened', 'resume']);
  });

  it('and there is none of its name: is no good, and said to be so', () => {
    const rig = writing();
    rig.goes({ 'files.rotate': { type: 'files.gone' }, 'files.open': UNUSABLE });
    rig.order('rotate');
    expect(rig.take()).toEqual(['rotate', 'close', 'open', 'told unusable']);
    expect(rig.timers).toEqual([]);
  });

  it.each([
    ['reload', 'shut'],
    ['close', 'closed'],
  ] as const)('and is told to %s meanwhile', (order, news) => {
    const rig = writing();
    rig.goes({ 'files.rotate': { type: 'files.gone' }, 'files.close': 'hang' });
    rig.order('rotate', order);
    rig.goes({ 'files.close': { type: 'files.closed' } });
    rig.take();
    rig.tellFiles({ type: 'files.closed' });
    expect(rig.take()).toContain(`told ${news}`);
  });
});

describe('a rotation', () => {
  it.each([
    ['is full', (rig: LogDirectoryRig) => rig.tellFiles({ type: 'files.full' })],
    ['is asked for it', (rig: LogDirectoryRig) => rig.order('rotate')],
  ])('when the log %s: old logs are pruned, and lines are taken again', (_, cause) => {
    const rig = writing();
    cause(rig);
    expect(rig.take()).toEqual(['rotate', 'prune', 'resume']);
    expect(rig.state).toBe('writing');
  });

  it('goes step by step', () => {
    const rig = writing();
    rig.goes({ 'files.rotate': 'hang', 'files.prune': 'hang' });
    rig.order('rotate');
    expect(rig.state).toBe('rotating');
    rig.tellFiles({ type: 'files.rotated', unprocessed: undefined });
    expect(rig.state).toBe('pruning');
    rig.tellFiles({ type: 'files.pruned' });
    expect(rig.state).toBe('writing');
  });

  it('that is asked for during another comes after it, before a line is taken', () => {
    const rig = writing();
    rig.goes({ 'files.rotate': 'hang' });
    rig.order('rotate', 'rotate', 'rotate');
    rig.goes({ 'files.rotate': { type: 'files.rotated', unprocessed: undefined } });
    rig.take();
    rig.tellFiles({ type: 'files.rotated', unprocessed: undefined });
    expect(rig.take()).toEqual(['prune', 'rotate', 'prune', 'resume']);
  });

  it('that is asked for while old logs are pruned comes after that', () => {
    const rig = writing();
    rig.goes({ 'files.prune': 'hang' });
    rig.order('rotate', 'rotate');
    rig.take();
    rig.goes({ 'files.prune': { type: 'files.pruned' } });
    rig.tellFiles({ type: 'files.pruned' });
    expect(rig.take()).toEqual(['rotate', 'prune', 'resume']);
  });

  it('that is asked for while the directory is being opened comes when it is open', () => {
    const rig = new LogDirectoryRig({ 'files.open': 'hang' });
    rig.order('rotate');
    rig.take();
    rig.tellFiles(opened(0));
    expect(rig.take()).toEqual(['told opened', 'rotate', 'prune', 'resume']);
  });

  it('is not owed by a directory that is no good when it is opened at last', () => {
    const rig = new LogDirectoryRig({ 'files.open': UNUSABLE });
    rig.order('rotate', 'reload');
    rig.goes({ 'files.open': opened(0) });
    rig.take();
    rig.order('open');
    expect(rig.take()).toEqual(['open', 'told opened', 'resume']);
  });

  it('hands the old log to the processor while lines are taken', () => {
    const rig = writing();
    rig.goes({ 'files.rotate': { type: 'files.rotated', unprocessed: '1.u' } });
    rig.order('rotate');
    expect(rig.take()).toEqual(['rotate', 'prune', 'process 1.u', 'resume']);
    expect(rig.value).toEqual({ log: 'writing', processor: { processing: 'running' }, age: 'waiting' });
  });
});

describe('a reload', () => {
  it('closes what is open, and opens it when told', () => {
    const rig = writing();
    rig.order('reload');
    expect(rig.take()).toEqual(['close', 'told shut']);
    expect(rig.state).toBe('shut');
    rig.order('open');
    expect(rig.take()).toEqual(['open', 'told opened', 'resume']);
  });

  it('waits until a rotation is over', () => {
    const rig = writing();
    rig.goes({ 'files.rotate': 'hang' });
    rig.order('rotate', 'reload');
    expect(rig.take()).toEqual(['rotate']);
    rig.tellFiles({ type: 'files.rotated', unprocessed: undefined });
    expect(rig.take()).toEqual(['prune', 'close', 'told shut']);
  });

  it('comes before a rotation that is due, which comes then', () => {
    const rig = writing();
    rig.goes({ 'files.prune': 'hang' });
    rig.order('rotate', 'rotate', 'reload');
    rig.take();
    rig.goes({ 'files.prune': { type: 'files.pruned' } });
    rig.tellFiles({ type: 'files.pruned' });
    expect(rig.take()).toEqual(['close', 'told shut']);
    rig.order('open');
    expect(rig.take()).toEqual(['open', 'told opened', 'rotate', 'prune', 'resume']);
  });

  it('of a directory that is being opened: it is told that it is shut', () => {
    const rig = new LogDirectoryRig({ 'files.open': 'hang' });
    rig.order('reload');
    rig.take();
    rig.tellFiles(opened(0));
    expect(rig.take()).toEqual(['told opened', 'close', 'told shut']);
  });

  it('of a directory that is shut is answered again', () => {
    const rig = writing();
    rig.order('reload');
    rig.take();
    rig.order('reload');
    expect(rig.take()).toEqual(['told shut']);
    rig.order('open');
    expect(rig.take()).toEqual(['open', 'told opened', 'resume']);
  });

  it('tries a directory again that was no good', () => {
    const rig = new LogDirectoryRig({ 'files.open': UNUSABLE });
    rig.take();
    rig.order('reload');
    expect(rig.take()).toEqual(['told shut']);
    rig.order('open');
    expect(rig.take()).toEqual(['open', 'told unusable']);
    rig.order('reload');
    rig.goes({ 'files.open': opened(0) });
    rig.order('open');
    expect(rig.take()).toEqual(['told shut', 'open', 'told opened', 'resume']);
  });

  it('is over whatever closing comes to', () => {
    const rig = writing();
    rig.goes({ 'files.close': 'hang' });
    rig.order('reload');
    expect(rig.state).toBe('reclosing');
    rig.tellFiles({ type: 'files.blocked', step: 'files.close' });
    expect(rig.state).toBe('shut');
  });
});

describe('an end', () => {
  it('closes what is open', () => {
    const rig = writing();
    rig.goes({ 'files.close': 'hang' });
    rig.order('close');
    expect(rig.state).toBe('closing');
    expect(rig.take()).toEqual(['close']);
    rig.tellFiles({ type: 'files.closed' });
    expect(rig.state).toBe('closed');
    expect(rig.take()).toEqual(['told closed']);
  });

  it('comes whatever closing comes to', () => {
    const rig = writing();
    rig.goes({ 'files.close': { type: 'files.blocked', step: 'files.close' } });
    rig.order('close');
    expect(rig.take()).toEqual(['close', 'told closed']);
  });

  it.each<[string, () => LogDirectoryRig, string[]]>([
    ['no good', () => new LogDirectoryRig({ 'files.open': UNUSABLE }), ['told closed']],
    [
      'shut for a reload',
      () => {
        const rig = writing();
        rig.order('reload');
        return rig;
      },
      ['told closed'],
    ],
  ])('of a directory that is %s needs no closing', (_, make, journal) => {
    const rig = make();
    rig.take();
    rig.order('close');
    expect(rig.take()).toEqual(journal);
  });

  it('waits for a rotation, and for the processor of its log', () => {
    const rig = writing();
    rig.goes({ 'files.rotate': 'hang' });
    rig.order('rotate', 'close');
    rig.tellFiles({ type: 'files.rotated', unprocessed: '1.u' });
    expect(rig.take()).toEqual(['rotate', 'prune', 'process 1.u', 'resume']);
    rig.tellProcessor('done');
    expect(rig.take()).toEqual(['forget 1.u', 'close', 'told closed']);
  });

  it('in the middle of a reload comes after its closing', () => {
    const rig = writing();
    rig.goes({ 'files.close': 'hang' });
    rig.order('reload', 'close');
    rig.take();
    rig.tellFiles({ type: 'files.closed' });
    expect(rig.take()).toEqual(['told shut', 'told closed']);
  });
});
