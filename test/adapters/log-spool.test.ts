import { execFileSync } from 'node:child_process';
import {
  closeSync,
  constants,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { Ledger, type LogState } from '../../adapters/log-ledger.ts';
import { FIRST, Spool } from '../../adapters/log-spool.ts';
import { createPipes } from '../../adapters/pipes.ts';
import { temporary } from '../support/temporary.ts';

const pipes = createPipes(() => {});
const DIRECTORY = { device: 1n, inode: 2n };
const CURRENT = { device: 1n, inode: 3n };
const NOTHING = new Uint8Array(0);
const state = (at: number, more: Partial<LogState> = {}): LogState => ({
  at,
  within: false,
  selected: true,
  size: 0,
  carry: NOTHING,
  ...more,
});

const lab = () => {
  const root = temporary();
  const pathOf = (name: string): string => join(root, name);
  execFileSync('mkfifo', [pathOf('fifo')]);
  const fifo = openSync(pathOf('fifo'), constants.O_RDWR | constants.O_NONBLOCK);
  onTestFinished(() => closeSync(fifo));
  const open = () => {
    const spool = new Spool(pathOf('spool'));
    return { spool, ledger: new Ledger(spool, pathOf) };
  };
  const write = (text: string): void => void writeSync(fifo, text);
  const fill = (spool: Spool): number | string => spool.fill(pipes, fifo, 65_536);
  const textFrom = (spool: Spool, at: number): string => {
    const into = new Uint8Array(spool.end - at);
    spool.read(into, at);
    return Buffer.from(into).toString('latin1');
  };
  return { pathOf, open, write, fill, textFrom };
};

it('a successor finds the bytes, and where each directory had come to', () => {
  const { open, write, fill, textFrom } = lab();
  const { spool, ledger } = open();
  write('one\ntwo\nthr');
  fill(spool);
  ledger.note(DIRECTORY, CURRENT, state(FIRST + 4, { size: 30 }));
  ledger.write();
  write('ee\n');
  fill(spool);
  const next = open();
  expect(next.ledger.start).toMatchObject({ at: FIRST + 4, within: false });
  expect(next.ledger.inherited(DIRECTORY)).toMatchObject({ size: 30, current: CURRENT, isExact: true });
  expect(next.ledger.inherited(CURRENT)).toBeUndefined();
  expect(textFrom(next.spool, FIRST + 4)).toBe('two\nthree\n');
});

it('what was carried is found as long as the record speaks of it, and is gone then', () => {
  const { open, pathOf } = lab();
  const { ledger } = open();
  const carried = (text: string): void => {
    ledger.note(DIRECTORY, CURRENT, state(FIRST, { carry: Buffer.from(text) }));
  };
  const found = (): string => Buffer.from(open().ledger.inherited(DIRECTORY)!.carry).toString();
  carried('first');
  ledger.write();
  expect(found()).toBe('first');
  carried('second');
  // Killed before the record is written: the first one counts.
  expect(found()).toBe('first');
  ledger.write();
  expect(found()).toBe('second');
  ledger.note(DIRECTORY, CURRENT, state(FIRST));
  ledger.write();
  expect(found()).toBe('');
  expect(execFileSync('ls', [pathOf('.')], { encoding: 'latin1' })).toBe('fifo\nspool\n');
});

it('what has been taken is given up when it is a megabyte, whatever the moment of death', () => {
  const { open, write, fill, textFrom, pathOf } = lab();
  const { spool, ledger } = open();
  const line = `${'x'.repeat(60_000)}\n`;
  for (let count = 0; count < 18; count++) {
    write(line);
    fill(spool);
  }
  write('rest');
  fill(spool);
  const at = spool.end - 4;
  ledger.note(DIRECTORY, CURRENT, state(at, { size: 7 }));
  ledger.write();
  const long = readFileSync(pathOf('spool'));
  expect(ledger.shorten(at)).toBe(true);
  expect(ledger.marks.map((mark) => mark.at)).toEqual([FIRST]);
  expect(statSync(pathOf('spool')).size).toBe(FIRST + 4);
  expect(textFrom(open().spool, FIRST)).toBe('rest');
  // Killed before the file is cut: the record says where it ends.
  const record = readFileSync(pathOf('spool')).subarray(0, FIRST).toString('latin1');
  long.write(record.replace(/ 0\n/, ` ${FIRST + 4}\n`).slice(0, FIRST), 0, 'latin1');
  long.write('rest', FIRST, 'latin1');
  writeFileSync(pathOf('spool'), long);
  const next = open();
  expect([next.spool.end, next.ledger.start.at, textFrom(next.spool, FIRST)]).toEqual([FIRST + 4, FIRST, 'rest']);
});

it('is not made short for a little, nor while a directory is behind', () => {
  const { open, write, fill } = lab();
  const { spool, ledger } = open();
  write('one\n');
  fill(spool);
  ledger.note(DIRECTORY, CURRENT, state(spool.end));
  expect(ledger.shorten(spool.end)).toBe(false);
  for (let count = 0; count < 40; count++) {
    write('x'.repeat(60_000));
    fill(spool);
  }
  expect(ledger.shorten(spool.end)).toBe(false);
  ledger.note(DIRECTORY, CURRENT, state(spool.end));
  ledger.note(CURRENT, DIRECTORY, state(FIRST));
  expect(ledger.shorten(spool.end)).toBe(false);
  ledger.forget(CURRENT);
  expect(ledger.shorten(spool.end)).toBe(true);
});

it('of another boot: the bytes count, the sizes do not', () => {
  const { open, write, fill, pathOf } = lab();
  const { spool, ledger } = open();
  write('one\n');
  fill(spool);
  ledger.note(DIRECTORY, CURRENT, state(FIRST, { size: 30 }));
  ledger.write();
  const text = readFileSync(pathOf('spool'), 'latin1');
  writeFileSync(pathOf('spool'), text.replace(/1 [0-9a-f]{8}-/, '1 00000000-'), 'latin1');
  expect(open().ledger.inherited(DIRECTORY)).toMatchObject({ at: FIRST, isExact: false });
  // Shorter than its record says.
  truncateSync(pathOf('spool'), 0);
  expect(open().ledger.start).toMatchObject({ at: FIRST });
});

it('that opens but cannot be read leaves nothing open: it is tried again each second', () => {
  const { pathOf } = lab();
  const openDescriptors = (): string[] => readdirSync('/proc/self/fd');
  const before = openDescriptors();
  for (let time = 0; time < 3; time++) expect(() => new Spool(pathOf('fifo'))).toThrow('ESPIPE');
  expect(openDescriptors()).toEqual(before);
});
