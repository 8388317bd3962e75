import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createAlertStream } from '../../adapters/alert-stream.ts';
import { NOTHING_INHERITED } from '../../adapters/inherited-note.ts';
import { createNativeSystem } from '../../adapters/native-system.ts';
import { temporary } from '../support/temporary.ts';

const { isReady } = createNativeSystem(NOTHING_INHERITED, [], () => {});

/** A pipe: its writing end, which blocks, and what is in it by now. */
const pipe = (): { fd: number; taken: () => string; leave: () => void } => {
  const path = join(temporary(), 'pipe');
  execFileSync('mkfifo', [path]);
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const fd = openSync(path, constants.O_WRONLY);
  onTestFinished(() => closeSync(fd));
  const room = Buffer.alloc(1 << 20);
  const taken = (): string => {
    let text = '';
    try {
      for (let count = 1; count > 0; text += room.toString('latin1', 0, count)) count = readSync(reader, room);
    } catch {
      // It is empty.
    }
    return text;
  };
  return { fd, taken, leave: () => closeSync(reader) };
};

const LINES = Array.from({ length: 20_000 }, (_, index) => `${index}\n`);

test('L22: what a reader does not take is dropped by whole lines, and later lines reach it again', () => {
  const { fd, taken } = pipe();
  const write = createAlertStream(isReady, { fd });
  write(Buffer.from(LINES.join('')));
  write(Buffer.from('dropped\n'));
  const before = taken();
  write(Buffer.from('after\n'));
  const text = before + taken();
  const whole = text.split('\n').length - 2;
  expect(before).toHaveLength(65_536);
  expect(text).toBe(`${LINES.slice(0, whole).join('')}after\n`);
});

test('nothing is written to a pipe without a reader', () => {
  const { fd, leave } = pipe();
  leave();
  const write = createAlertStream(isReady, { fd });
  write(Buffer.from('nobody\n'));
  expect(isReady(fd)).toBe(true);
});

test('a pipe that is full is not ready', () => {
  const { fd, taken } = pipe();
  createAlertStream(isReady, { fd })(Buffer.from(LINES.join('')));
  expect(isReady(fd)).toBe(false);
  taken();
  expect(isReady(fd)).toBe(true);
});
