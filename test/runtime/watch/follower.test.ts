import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Follower, LONGEST_QUEUE } from '../../../runtime/watch/follower.ts';
import type { Message, Request } from '../../../runtime/watch/messages.ts';
import type { Note } from '../../../runtime/watch/note.ts';
import { Recorder } from '../../../runtime/watch/recorder.ts';

const recorder = new Recorder(() => {});
const note = (seq: number, path = 'a/main'): Note => ({
  ...{ seq, at: 0, kind: 'transition', isKept: true, path, machine: 'service', event: { type: 'control.up' } },
  ...{ from: 'a', to: 'b', context: {} },
});
const parse = (lines: readonly string[]): Message[] => lines.map((line) => JSON.parse(line));

/** Numbers that a reader has been told of, or told that it missed. */
const accounted = (messages: readonly Message[], meant: readonly number[]): number[] =>
  messages.flatMap((message) => {
    if (message.type === 'step') return [message.step.seq];
    if (message.type !== 'gap') return [];
    const { from, to } = message;
    return meant.filter((seq) => seq >= from && seq <= to);
  });

test('every step is told, or is in a gap: each once, in order', () => {
  const act = fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({ act: fc.constant('step' as const), path: fc.constantFrom('a/main', 'b/main') }),
    },
    { weight: 1, arbitrary: fc.record({ act: fc.constant('drop' as const) }) },
    { weight: 2, arbitrary: fc.record({ act: fc.constant('take' as const), count: fc.integer({ min: 1, max: 5 }) }) },
  );
  fc.assert(
    fc.property(fc.array(act, { maxLength: 200 }), (acts) => {
      const follower = new Follower({ type: 'follow', steps: 'transitions', actor: 'a' }, recorder, () => {});
      const meant: number[] = [];
      const told: Message[] = [];
      let seq = 0;
      for (const one of acts) {
        if (one.act === 'drop') follower.drop();
        else if (one.act === 'take') told.push(...parse(follower.take(one.count)));
        else {
          seq += 1;
          follower.noted(note(seq, one.path));
          if (one.path === 'a/main') meant.push(seq);
        }
      }
      while (!follower.isEmpty) told.push(...parse(follower.take(3)));
      expect(accounted(told, meant)).toEqual(meant);
      const gaps = told.filter((message) => message.type === 'gap');
      // A gap begins and ends with a step that was missed.
      expect(gaps.flatMap(({ from, to }) => [from, to]).filter((end) => !meant.includes(end))).toEqual([]);
    }),
  );
});

test('what waits is bounded: the rest is a gap', () => {
  const follower = new Follower({ type: 'follow', steps: 'transitions' }, recorder, () => {});
  for (let seq = 1; seq <= LONGEST_QUEUE + 5; seq++) follower.noted(note(seq));
  const told = parse(follower.take(LONGEST_QUEUE));
  expect(told).toHaveLength(LONGEST_QUEUE + 1);
  expect(told.at(-1)).toEqual({ type: 'gap', from: LONGEST_QUEUE + 1, to: LONGEST_QUEUE + 5 });
  expect(follower.isEmpty).toBe(true);
});

test('who follows something else hears of all services that have changed, and of steps that it follows still', () => {
  const follower = (follow: Omit<Extract<Request, { type: 'follow' }>, 'type'>, before?: Follower) =>
    new Follower({ type: 'follow', ...follow }, recorder, () => {}, before);
  const kept = { ...note(2), isKept: true };
  const [before, since] = [follower({ steps: 'all' }), follower({ steps: 'all' })];
  for (const one of [before, since]) {
    one.noted({ ...note(1), kind: 'event', isKept: false });
    one.noted(kept);
    one.noted(note(3, 'b/main'));
    one.changed('c/main');
  }
  expect(parse(follower({ steps: 'transitions', actor: 'a' }, before).take(9))).toMatchObject([
    { type: 'step', step: { seq: 2 } },
    { type: 'forgotten', actor: 'c/main' },
  ]);
  // All steps from there on are told anew.
  expect(parse(follower({ steps: 'all', since: 1 }, since).take(9))).toMatchObject([{ type: 'forgotten' }]);
});

test('a service that is no more is told of so, once', () => {
  let woken = 0;
  const follower = new Follower({ type: 'follow', steps: 'none' }, recorder, () => {
    woken += 1;
  });
  follower.noted(note(1));
  follower.changed('a/main');
  follower.changed('a/main');
  expect(parse(follower.take(10))).toEqual([{ type: 'forgotten', seq: 0, actor: 'a/main' }]);
  expect({ woken, isEmpty: follower.isEmpty }).toEqual({ woken: 2, isEmpty: true });
});
