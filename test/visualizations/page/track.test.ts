import { describe, expect, test } from 'vitest';
import type { Step } from '../../../runtime/watch/messages.ts';
import { changedFacts } from '../../../visualizations/page/model/changed-facts.ts';
import { offlineServices } from '../../../visualizations/page/model/offline.ts';
import { fileNameOf, readRecording, recordingOf } from '../../../visualizations/page/model/recording.ts';
import {
  emptyTrack,
  MOST_STEPS,
  moved,
  stepAt,
  turnsOf,
  withGap,
  withSteps,
} from '../../../visualizations/page/model/track.ts';

const step = (seq: number, over: Partial<Step> = {}): Step => ({
  seq,
  at: 1000 + seq,
  actor: 'web/main',
  machine: 'service',
  kind: 'transition',
  event: { type: 'control.up' },
  cause: 'sv up',
  from: 'down',
  to: { starting: 'spawning' },
  facts: { want: 'up' },
  ...over,
});
const trackOf = (...numbers: number[]) =>
  withSteps(
    emptyTrack('web'),
    numbers.map((seq) => step(seq)),
  );

describe('a track', () => {
  test('has each step once, in order, whichever way they came', () => {
    const track = withSteps(trackOf(5, 6), [step(3), step(5), step(7)], 2);
    expect(track.steps.map(({ seq }) => seq)).toEqual([3, 5, 6, 7]);
    expect(track.lost).toBe(2);
  });

  test('keeps the last ones, and counts the others as lost', () => {
    const track = trackOf(...Array.from({ length: MOST_STEPS + 10 }, (_, place) => place + 1));
    expect([track.steps.length, track.steps[0]!.seq, track.lost]).toEqual([MOST_STEPS, 11, 10]);
  });

  test('remembers its gaps', () => expect(withGap(trackOf(1), 4).gaps).toEqual([4]));

  test('shows the turns of one actor, not the events that came to nothing', () => {
    const track = withSteps(emptyTrack('web'), [
      step(1),
      step(2, { kind: 'event' }),
      step(3, { kind: 'microstep' }),
      step(4, { actor: 'web/log' }),
      step(5, { kind: 'snapshot' }),
    ]);
    expect(turnsOf(track, 'web/main').map(({ seq }) => seq)).toEqual([1, 5]);
  });
});

test('the facts that a step changed are told in words, long and deep ones by name', () => {
  const before = step(1, { facts: { want: 'up', paused: false, program: { pid: 1 }, same: 'x' } });
  const after = step(2, { facts: { want: 'down', paused: false, program: { pid: 2 }, same: 'x' } });
  expect(changedFacts(before, after)).toBe('want: up → down, program');
  expect(changedFacts(before, before)).toBe('');
  expect(changedFacts(undefined, after)).toBe('');
  expect(changedFacts(step(1, { facts: {} }), step(2, { facts: { note: 'x'.repeat(99) } }))).toBe(
    `note: none → ${'x'.repeat(40)}…`,
  );
});

describe('time travel', () => {
  const turns = trackOf(10, 20, 30).steps;

  test('shows the last step now, and the one at or before the cursor in the past', () => {
    expect([null, 30, 25, 10, 5].map((cursor) => stepAt(turns, cursor)?.seq)).toEqual([30, 30, 20, 10, 10]);
    expect(stepAt([], null)).toBeUndefined();
  });

  test('goes back from now, and on into it', () => {
    expect([moved(turns, null, -1, true), moved(turns, 20, -1, true), moved(turns, 10, -1, true)]).toEqual([
      20, 10, 10,
    ]);
    expect([moved(turns, 20, 1, true), moved(turns, 30, 1, true), moved(turns, null, 1, true)]).toEqual([
      30,
      null,
      null,
    ]);
  });

  test('ends at the last step where there is no now', () => expect(moved(turns, 30, 1, false)).toBe(30));

  test('stays where it is in the past while steps are added', () => {
    const more = withSteps(trackOf(10, 20, 30), [step(40)]).steps;
    expect(stepAt(more, 20)?.seq).toBe(20);
  });
});

describe('a recording', () => {
  const recording = recordingOf(trackOf(1, 2), '/srv/services', Date.UTC(2026, 0, 2, 3, 4, 5));
  const read = (change: object): unknown => readRecording(JSON.stringify({ ...recording, ...change }));

  test('goes to a file and back', () => {
    expect(readRecording(JSON.stringify(recording))).toEqual({ recording });
    expect(fileNameOf(recording)).toBe('web-2026-01-02-03-04-05.runstate.json');
  });

  test.each([
    ['This is not a recording', { format: 'other' }],
    ['of version 2', { version: 2 }],
    ['has no directory', { directory: 7 }],
    ['when it was made', { recordedAt: 'now' }],
    ['how many steps are lost', { lost: -1 }],
    ['has no steps', { steps: {} }],
    ['is empty', { steps: [] }],
    ['Step 1 of the recording is no object', { steps: [3] }],
    ['Step 2 of the recording has no number greater', { steps: [step(1), step(1)] }],
    ['unknown kind', { steps: [step(1, { kind: 'leap' as never })] }],
    ['has no text cause', { steps: [{ ...step(1), cause: 1 }] }],
    ['no event with a type', { steps: [{ ...step(1), event: {} }] }],
    ['a to that is no state', { steps: [{ ...step(1), to: { a: 1 } }] }],
    ['a from that is no state', { steps: [{ ...step(1), from: null }] }],
    ['no time that a calendar knows', { steps: [{ ...step(1), at: 1e300 }] }],
    ['when it was made', { recordedAt: 9e15 }],
    ['no text actor, or one that is too long', { steps: [step(1, { actor: 'x'.repeat(10_001) })] }],
    ['has no facts', { steps: [{ ...step(1), facts: { note: 'x'.repeat(10_001) } }] }],
    ['has no facts', { steps: [{ ...step(1), facts: [] }] }],
  ])('is refused in words: %s', (words, change) => {
    expect(read(change)).toEqual({ problem: expect.stringContaining(words) });
  });

  test('is cut, and says so, where it is longer than can be gone through', () => {
    const steps = Array.from({ length: MOST_STEPS + 3 }, (_, place) => step(place + 1));
    expect(read({ steps, lost: 2 })).toEqual({
      recording: { ...recording, steps: steps.slice(3), lost: 5 },
      note: `The recording has ${MOST_STEPS + 3} steps: the last ${MOST_STEPS} of them are shown.`,
    });
  });

  test('has its services as they were at its end', () => {
    const steps = [
      step(1, { event: { type: 'program.started' }, to: 'running' }),
      step(2, { event: { type: 'program.started' }, to: 'running', facts: { want: 'down', program: { pid: 7 } } }),
      step(3, { kind: 'snapshot', to: 'running', facts: { want: 'down', paused: true, program: { pid: 7 } } }),
      step(4, { actor: 'web', machine: 'runsv' }),
      step(5, { actor: 'a/log', to: {} }),
    ];
    expect(
      offlineServices({ ...recording, steps }).map(({ actor, state, want, paused, pid, since, restarts }) => [
        ...[actor, state, want, paused],
        ...[pid, since, restarts],
      ]),
    ).toEqual([
      ['a/log', '', 'up', false, null, 1005, 0],
      ['web/main', 'running', 'down', true, 7, 1002, 1],
    ]);
  });

  test('is refused where it is no JSON, or too deep', () => {
    expect(readRecording('{')).toEqual({ problem: 'The file is not JSON, or no object.' });
    const deep = JSON.parse(`${'{"a":'.repeat(100)}"x"${'}'.repeat(100)}`);
    expect(read({ steps: [{ ...step(1), to: deep }] })).toEqual({ problem: expect.stringContaining('no state') });
  });
});
