import { expect, test } from 'vitest';
import type { Row } from '../../../runtime/demo/board.ts';
import { frameLines } from '../../../runtime/demo/frame.ts';
import { HeardLines } from '../../../runtime/demo/heard-lines.ts';

const WHEREABOUTS = { directory: '/srv/it is/services', bin: '/opt/runstate/dist/bin' };
const rows = Array.from({ length: 40 }, (_, index): Row => {
  const name = `service-${index + 10}`;
  return { key: name, name, main: undefined, log: undefined };
});
const said = Array.from({ length: 100 }, (_, index) => `message ${index}`);
const frame = (count: number, width: number, height: number) =>
  frameLines({ rows: rows.slice(0, count), said, height }, { width, now: 0, paint: (_, text) => text }, WHEREABOUTS);
const heightOf = (lines: readonly string[], width: number) =>
  lines.reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / width)), 0);

test.each([
  [5, 100, 30],
  [40, 100, 30],
  [5, 40, 24],
  [40, 200, 14],
])('%i services on %i columns and %i lines fill the screen and no more', (count, width, height) => {
  expect(heightOf(frame(count, width, height), width)).toBe(height);
});

test('services that do not fit are counted', () => {
  const lines = frame(40, 100, 30);
  const shown = lines.filter((line) => line.startsWith('service-')).length;
  expect(shown).toBeGreaterThan(10);
  expect(lines).toContain(`… and ${40 - shown} more`);
});

test('the lines to copy are whole, and quoted for a shell', () => {
  expect(frame(2, 30, 30)).toContain(
    `In another terminal:  cd '/srv/it is/services'; export SVDIR="$PWD" PATH=/opt/runstate/dist/bin:"$PATH"`,
  );
});

test('what is heard in pieces is put together; only the last lines are kept', () => {
  const heard = new HeardLines(2);
  for (const piece of ['one\ntw', 'o\nth', 'ree\x1b[31m\nno end yet']) heard.hear(Buffer.from(piece));
  expect(heard.lines).toEqual(['two', 'three']);
  heard.add('of our own');
  expect(heard.lines).toEqual(['three', 'of our own']);
});
