import { describe, expect, it } from 'vitest';
import type { FilesStep } from '../../machines/log-ports.ts';
import { LogDirectoryRig, writing } from './support/log-directory-rig.ts';
import { opened, UNUSABLE } from './support/log-ports.ts';

/** Orders, refusals and the end of an age that cross each other. */

const blocked = (step: FilesStep) => ({ type: 'files.blocked', step }) as const;

describe('while a directory is being opened', () => {
  const opening = (...orders: ('rotate' | 'reload' | 'close')[]): LogDirectoryRig => {
    const rig = new LogDirectoryRig({ 'files.open': 'hang' });
    rig.order(...orders);
    rig.take();
    rig.goes({ 'files.open': opened(0) });
    return rig;
  };

  it('a rotation is asked for, and then it is no good: nothing is owed when it is opened at last', () => {
    const rig = opening('rotate');
    rig.tellFiles(UNUSABLE);
    rig.order('reload', 'open');
    expect(rig.take()).toEqual(['told unusable', 'told shut', 'open', 'told opened', 'resume']);
  });

  it('a reload and the end are asked for, and then it is no good: it is shut, and closed', () => {
    const rig = opening('reload', 'close');
    rig.tellFiles(UNUSABLE);
    expect(rig.take()).toEqual(['told unusable', 'told shut', 'told closed']);
  });

  it('a reload and the end are asked for, and then it is refused: it is shut, and closed', () => {
    const rig = opening('reload', 'close');
    rig.tellFiles(blocked('files.open'));
    expect(rig.take()).toEqual(['close', 'told shut', 'told closed']);
  });
});

it('an end and a rotation that are asked for while old logs are pruned: the rotation comes first', () => {
  const rig = writing();
  rig.goes({ 'files.prune': 'hang' });
  rig.order('rotate', 'rotate', 'close');
  rig.take();
  rig.goes({ 'files.prune': { type: 'files.pruned' } });
  rig.tellFiles({ type: 'files.pruned' });
  expect(rig.take()).toEqual(['rotate', 'prune', 'resume', 'close', 'told closed']);
});

describe('a directory that was removed, and cannot be closed', () => {
  it.each([
    ['is opened by its name', [], ['open', 'told opened', 'resume'], 'writing'],
    ['is shut where it is to be', ['reload'], ['told shut'], 'shut'],
  ] as const)('%s', (_, orders, journal, state) => {
    const rig = writing();
    rig.goes({ 'files.rotate': { type: 'files.gone' }, 'files.close': 'hang' });
    rig.order('rotate', ...orders);
    rig.take();
    rig.tellFiles(blocked('files.close'));
    expect([rig.take(), rig.state]).toEqual([journal, state]);
  });
});

describe('an age', () => {
  it.each([
    ['without one', opened(0)],
    ['that is no good', UNUSABLE],
  ])('is over with a directory %s in its place, though the old one could not be closed', (_, answer) => {
    const rig = writing(5000);
    rig.goes({ 'files.close': blocked('files.close'), 'files.open': answer });
    rig.order('reload', 'open');
    expect([rig.value.age, rig.timers]).toEqual(['waiting', []]);
  });
});
