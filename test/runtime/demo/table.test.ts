import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import type { Row } from '../../../runtime/demo/board.ts';
import { fit, type Paint, tableLines } from '../../../runtime/demo/table.ts';
import type { Condition } from '../../../runtime/watch/condition.ts';

const NOW = 1_000_000_000_000_000;
const plain: Paint = (_, text) => text;

const condition = (facts: Partial<Condition> = {}): Condition => ({
  ...{ state: 'running', want: 'up', pid: 4711, since: NOW - 65e6, paused: false, gotTerm: false },
  ...{ starts: 1, lastExit: undefined, endedAt: 0 },
  ...facts,
});
const row = (name: string, main: Condition, log?: Condition): Row => ({ key: name, name, main, log });

const ROWS = [
  row('chatty', condition(), condition({ pid: 12 })),
  row('nightly', condition({ state: 'down', want: 'down', pid: 0, starts: 0 })),
  row('worker', condition({ state: 'backoff', pid: 0, starts: 4, lastExit: { code: 1, signal: null, core: false } })),
  row('stuck', condition({ gotTerm: true, paused: true, lastExit: { code: null, signal: 9, core: false } })),
];

const draw = (width: number, rows = ROWS) => tableLines(rows, { width, now: NOW, paint: plain });

test('a wide terminal shows every column', () => {
  expect(draw(100)).toEqual([
    'SERVICE  STATE                      WANT  PID   UPTIME     RESTARTS  LOG      LAST EXIT',
    'chatty   running                    up    4711  1 min 5 s  0         running',
    'nightly  down                       down                   0',
    'worker   backoff                    up                     3                  exit 1',
    'stuck    running, paused, got TERM  up    4711  1 min 5 s  0                  killed by KILL',
  ]);
});

test.each([
  [84, 'SERVICE  STATE                      WANT  PID   UPTIME     RESTARTS  LAST EXIT'],
  [64, 'SERVICE  STATE                      WANT  PID   UPTIME'],
  [44, 'SERVICE  STATE'],
])('with %i columns it leaves out what can best be spared', (width, titles) => {
  expect(draw(width)[0]).toBe(titles);
});

test.each([1, 7, 12, 20])('with %i columns lines are cut, never longer', (width) => {
  for (const line of draw(width)) expect(line.length).toBeLessThanOrEqual(width);
});

test('wide characters take two columns, and are not cut in two', () => {
  const lines = draw(80, [row('日本', condition()), row('abcd', condition())]);
  expect(lines.slice(1).map((line) => stringWidth(line.slice(0, line.indexOf('running'))))).toEqual([9, 9]);
  expect(fit('日本語', 4)).toBe('日…');
});

test('control characters in a name do not reach the terminal', () => {
  expect(draw(80, [row('a\x1b[2Jb\nc', condition())])[1]).toMatch(/^ab\?c {5}running/);
});

test('looks are put on after widths are counted', () => {
  const paint: Paint = (style, text) => `<${style}>${text}</>`;
  expect(tableLines([ROWS[2]!], { width: 100, now: NOW, paint })[1]).toBe(
    '<bold>worker</>   <yellow>backoff</>  up                 3              <red>exit 1</>',
  );
});
