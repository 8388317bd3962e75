import { describe, expect, it } from 'vitest';
import { PAUSE } from '../../machines/log-directory.ts';
import type { FilesStep } from '../../machines/log-ports.ts';
import { LogDirectoryRig, writing } from './support/log-directory-rig.ts';
import { blocked, opened } from './support/log-ports.ts';

type Pausing = { readonly make: () => LogDirectoryRig; readonly state: string; readonly after: readonly string[] };

const refusing = (step: FilesStep): LogDirectoryRig => {
  const rig = writing();
  rig.goes({ [step]: blocked(step) });
  rig.order('rotate');
  return rig;
};

/** A directory that pauses at each step that can be refused, and what it does when it goes on and all is well. */
const AT: Readonly<Record<string, Pausing>> = {
  'files.open': {
    make: () => new LogDirectoryRig({ 'files.open': blocked('files.open') }),
    state: 'opening',
    after: ['open', 'told opened', 'resume'],
  },
  'files.write': {
    make: () => {
      const rig = writing();
      rig.tellFiles(blocked('files.write'));
      return rig;
    },
    state: 'rewriting',
    after: ['write', 'resume'],
  },
  'files.rotate': { make: () => refusing('files.rotate'), state: 'rotating', after: ['rotate', 'prune', 'resume'] },
  'files.prune': { make: () => refusing('files.prune'), state: 'pruning', after: ['prune', 'resume'] },
};

/** One that pauses, its journal empty, and what was refused allowed from now on. */
const pausing = ({ make }: Pausing): LogDirectoryRig => {
  const rig = make();
  rig.goes({
    'files.open': opened(0),
    'files.rotate': { type: 'files.rotated', unprocessed: undefined },
    'files.prune': { type: 'files.pruned' },
  });
  rig.take();
  return rig;
};

describe.each(Object.entries(AT))('a pause at %s', (step, at) => {
  it('lasts three seconds', () => {
    const rig = pausing(at);
    expect(rig.state).toBe('pausing');
    expect(rig.timers).toEqual([String(PAUSE)]);
    rig.pass(2999);
    expect(rig.take()).toEqual([]);
    rig.pass(1);
    expect(rig.take()).toEqual(at.after);
    expect(rig.timers).toEqual([]);
  });

  it('comes again and again, three seconds each', () => {
    const rig = at.make();
    rig.goes({ 'files.write': blocked('files.write') });
    rig.take();
    for (let turn = 0; turn < 3; turn++) {
      rig.pass(2999);
      expect(rig.take()).toEqual([]);
      rig.pass(1);
      expect(rig.take()).toEqual([step.slice('files.'.length)]);
      expect(rig.state).toBe('pausing');
    }
  });

  it('goes on where it stopped', () => {
    const rig = pausing(at);
    rig.goes({
      'files.open': 'hang',
      'files.write': 'hang',
      'files.rotate': 'hang',
      'files.prune': 'hang',
    });
    rig.pass(3000);
    expect(rig.state).toBe(at.state);
  });

  it('ends with a reload: all is opened anew', () => {
    const rig = pausing(at);
    rig.order('reload');
    expect(rig.take()).toEqual(['close', 'told shut']);
    expect(rig.timers).toEqual([]);
    rig.order('open');
    expect(rig.take()).toEqual(['open', 'told opened', 'resume']);
  });

  it('takes a rotation that is asked for: it comes later', () => {
    const rig = pausing(at);
    rig.order('rotate');
    expect(rig.take()).toEqual([]);
    rig.pass(3000);
    const before = at.after.slice(0, -1);
    // A rotation that is only going on now is the one that was asked for.
    const more = step === 'files.rotate' ? [] : ['rotate', 'prune'];
    expect(rig.take()).toEqual([...before, ...more, 'resume']);
  });

  it('at the end: once more after three seconds, and then no more', () => {
    const rig = pausing(at);
    rig.pass(2000);
    rig.order('close');
    if (step === 'files.open') {
      // Nothing is open: there is nothing to be tried for.
      expect(rig.take()).toEqual(['close', 'told closed']);
      return;
    }
    expect(rig.state).toBe('lastTry');
    rig.pass(2999);
    expect(rig.take()).toEqual([]);
    rig.pass(1);
    expect(rig.take()).toEqual(['close', 'told closed']);
    expect(rig.timers).toEqual([]);
  });
});

it('a close that is refused out of turn is tried again like any other step', () => {
  const rig = writing();
  rig.tellFiles(blocked('files.close'));
  rig.pass(2999);
  expect(rig.take()).toEqual([]);
  rig.pass(1);
  expect(rig.take()).toEqual(['close', 'told closed']);
});

it('a log that is full when what was refused has been written is rotated', () => {
  const rig = pausing(AT['files.write']!);
  rig.goes({ 'files.write': { type: 'files.full' } });
  rig.pass(3000);
  expect(rig.take()).toEqual(['write', 'rotate', 'prune', 'resume']);
});

it('told to end before it pauses: it tries once more all the same', () => {
  const rig = writing();
  rig.goes({ 'files.rotate': 'hang' });
  rig.order('rotate', 'close');
  rig.take();
  rig.tellFiles(blocked('files.rotate'));
  expect(rig.state).toBe('lastTry');
  rig.pass(3000);
  expect(rig.take()).toEqual(['close', 'told closed']);
});

it('told to begin anew before it pauses: it does so at once', () => {
  const rig = writing();
  rig.goes({ 'files.rotate': 'hang' });
  rig.order('rotate', 'reload');
  rig.take();
  rig.tellFiles(blocked('files.rotate'));
  expect(rig.take()).toEqual(['close', 'told shut']);
});
