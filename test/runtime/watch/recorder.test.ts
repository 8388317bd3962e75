import { expect, test } from 'vitest';
import { KEPT_STEPS } from '../../../runtime/watch/archive.ts';
import { type Note, stepOf } from '../../../runtime/watch/note.ts';
import { firstWord } from '../../../runtime/watch/state-value.ts';
import { FakeRunsvdir } from './support/fake-runsvdir.ts';

const shown = (notes: readonly Note[]) =>
  notes.map(stepOf).map(({ actor, kind, cause, to }) => [actor, kind, JSON.stringify(to).replaceAll('"', ''), cause]);

test('a service is followed from its start to its rest, with causes', () => {
  const runsvdir = new FakeRunsvdir(true, 1);
  const recorder = runsvdir.recorder!;
  runsvdir.letters('d', 1);
  expect(shown(recorder.journal.excerpt('s0').notes)).toEqual(
    [
      ['s0', 'started', 'opening', 'runsv was started'],
      ['s0', 'transition', 'announcing', 'the service directory was opened and locked'],
      ['s0/main', 'started', '{starting:consulting}', 'service was started'],
      ['s0/main', 'transition', '{starting:spawning}', 'control/u has ended, or there is none'],
      ['s0/main', 'transition', '{running:{orders:attending,killing:attending}}', 'run was started, pid 1'],
      ['s0', 'transition', 'supervising', 'the status files are written'],
      ['s0/main', 'transition', '{running:{orders:consulting,killing:attending}}', 'sv down'],
      [
        's0/main',
        'snapshot',
        '{running:{orders:consulting,killing:attending}}',
        'control/t has ended, or there is none',
      ],
      ['s0/main', 'transition', '{finishing:attempting}', 'run was killed by SIGTERM'],
      ['s0/main', 'transition', 'backoff', 'there is no finish'],
    ].filter(([, , , cause]) => cause !== undefined),
  );
  expect(recorder.services.status('s0/main')).toEqual({
    ...{ actor: 's0/main', name: 's0', role: 'main', state: 'backoff', value: 'backoff', want: 'down' },
    ...{ paused: false, gotTerm: false, pid: null, since: expect.any(Number), restarts: 0 },
    ...{ lastExit: { at: expect.any(Number), code: null, signal: 'SIGTERM' }, hosted: false, log: null },
  });
  runsvdir.stop();
});

test('numbers go up by one, and events and microsteps are for those who want all', () => {
  const runsvdir = new FakeRunsvdir(true, 2);
  const recorder = runsvdir.recorder!;
  const [all, some]: [Note[], Note[]] = [[], []];
  const changed = new Set<string>();
  const first = recorder.journal.seq;
  const ends = [
    recorder.journal.listen({ noted: (note) => all.push(note), changed: (path) => changed.add(path), wantsAll: true }),
    recorder.journal.listen({ noted: (note) => some.push(note), changed() {}, wantsAll: false }),
  ];
  runsvdir.letters('h', 2);
  for (const end of ends) end();
  const last = recorder.journal.seq;
  runsvdir.letters('h', 2);
  expect(all.map(({ seq }) => seq)).toEqual(Array.from({ length: last - first }, (_, index) => first + 1 + index));
  expect(new Set(all.map(({ kind }) => kind))).toEqual(new Set(['event', 'microstep', 'transition', 'snapshot']));
  expect(some).toEqual(all.filter(({ kind }) => kind === 'transition'));
  expect(changed).toEqual(new Set(['s0/main', 's1/main']));
  // Of what nobody listens to, only transitions are made at all.
  expect(recorder.journal.seq - last).toBe(some.length);
  runsvdir.stop();
});

test('every directory has its last steps, however much another one does', () => {
  const runsvdir = new FakeRunsvdir(true, 2);
  const recorder = runsvdir.recorder!;
  const quiet = recorder.journal.excerpt('s1').notes;
  for (let round = 0; round < 500; round++)
    runsvdir.tell[0]!({ type: 'supervise.control', role: 'main', order: { type: 'control.signal', letter: 'h' } });
  expect(recorder.journal.excerpt('s0/main').notes).toHaveLength(KEPT_STEPS);
  expect(recorder.journal.excerpt('s1').notes).toEqual(quiet);
  runsvdir.letters('x', 2);
  expect(recorder.services.paths).toEqual([]);
  expect(
    recorder.journal
      .excerpt('s1')
      .notes.slice(-2)
      .map(({ path, kind }) => [path, kind]),
  ).toEqual([
    ['s1/main', 'stopped'],
    ['s1', 'stopped'],
  ]);
  runsvdir.stop();
});

test('an order that changes what is wanted and no state is in the history, and one that changes nothing is not', () => {
  const runsvdir = new FakeRunsvdir(true, 1, undefined, { finishes: false });
  const recorder = runsvdir.recorder!;
  const { seq } = recorder.journal;
  runsvdir.letters('oou', 3);
  // With `finish` running, it hears what comes after it.
  runsvdir.letters('tdd', 3);
  const told = recorder.journal
    .excerpt('s0/main', seq)
    .notes.map(stepOf)
    .map(({ kind, cause, to, facts: { want } }) => [kind, cause, firstWord(to), want]);
  expect(told.filter(([kind]) => kind === 'snapshot')).toEqual([
    ['snapshot', 'sv once', 'running', 'down'],
    ['snapshot', 'sv up', 'running', 'up'],
    ['snapshot', 'sv down', 'finishing', 'down'],
  ]);
  runsvdir.stop();
});

test('a fault in watching ends the recording, and nothing else', () => {
  const faults: unknown[] = [];
  const runsvdir = new FakeRunsvdir(true, 1, (cause) => faults.push(cause));
  const recorder = runsvdir.recorder!;
  const broken = new Error('broken');
  recorder.journal.listen({
    noted() {
      throw broken;
    },
    changed() {},
    wantsAll: false,
  });
  const { seq } = recorder.journal;
  runsvdir.letters('hhd', 3);
  expect(faults).toEqual([broken]);
  expect(recorder.journal.seq).toBe(seq + 1);
  expect(runsvdir.stateOf('1:0')).toBe('backoff');
  runsvdir.stop();
});
