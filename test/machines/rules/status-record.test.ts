import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pidText, statText, wantIn } from '../../../machines/rules/stat-text.ts';
import { decodeStatus, encodeStatus, type StatusRecord } from '../../../machines/rules/status-record.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const record = (facts: Partial<StatusRecord> = {}): StatusRecord => ({
  state: 'run',
  since: 1_795_361_637_537_448,
  pid: 13865,
  paused: false,
  gotTerm: false,
  want: 'up',
  ...facts,
});

/** Captured from runit 2.1.2 on one service directory, the time put to the same value in all. */
const GOLDEN: readonly [Partial<StatusRecord>, stat: string, tail: string][] = [
  [{ state: 'down', pid: 0, want: 'down' }, 'down', '0000000000640000'],
  [{ state: 'down', pid: 0, want: 'down', paused: true }, 'down, paused', '0000000001640000'],
  [{}, 'run', '2936000000750001'],
  [{ paused: true }, 'run, paused', '2936000001750001'],
  [{ gotTerm: true }, 'run, got TERM', '2936000000750101'],
  [{ gotTerm: true, want: 'down' }, 'run, got TERM, want down', '2936000000640101'],
  [{ state: 'finish', pid: 13910 }, 'finish', '5636000000750002'],
  [{ pid: 13918, want: 'down' }, 'run, want down', '5e36000000640001'],
  [{ state: 'finish', pid: 13932, want: 'down' }, 'finish, want down', '6c36000000640002'],
  [{ state: 'finish', pid: 13932, paused: true, want: 'down' }, 'finish, paused, want down', '6c36000001640002'],
  [{ pid: 13952, gotTerm: true, want: 'exit' }, 'run, got TERM, want exit', '8036000000640101'],
  [{ state: 'down', pid: 0, want: 'up' }, 'down', '0000000000750000'],
  [{ pid: 17348, want: 'exit' }, 'run, want exit', 'c443000000640001'],
  [{ state: 'down', pid: 0, want: 'exit' }, 'down', '0000000000640000'],
];

describe.each(GOLDEN)('%o', (facts, stat, tail) => {
  it(`is ${stat}`, () => expect(statText(record(facts))).toBe(`${stat}\n`));
  it(`has the bytes ${tail}`, () => {
    // runit reads the clock in microseconds and adds 500 ns: 537448500 = 0x2008d034.
    expect(hex(encodeStatus(record(facts)))).toBe(`400000006b030b6f2008d034${tail}`);
  });
});

it('what is written is read back', () => {
  const any = fc.record<StatusRecord>({
    state: fc.constantFrom('down', 'run', 'finish'),
    since: fc.integer({ min: 0, max: 4_000_000_000_000_000 }),
    pid: fc.integer({ min: 0, max: 4_194_304 }),
    paused: fc.boolean(),
    gotTerm: fc.boolean(),
    want: fc.constantFrom('up', 'down', 'exit'),
  });
  fc.assert(
    fc.property(any, (status) => {
      expect(decodeStatus(encodeStatus(status))).toMatchObject({ ...status, want: status.want === 'up' ? 'u' : 'd' });
    }),
  );
});

it.each([0, 18, 19, 21])('a file of %i bytes is no record', (size) => {
  expect(decodeStatus(new Uint8Array(size))).toBeUndefined();
});

it('a state byte nobody knows is told as unknown', () => {
  const bytes = encodeStatus(record());
  bytes[19] = 7;
  expect(decodeStatus(bytes)?.state).toBeUndefined();
});

it('pid is a line, and empty without a process', () => {
  expect(pidText(13865)).toBe('13865\n');
  expect(pidText(0)).toBe('');
});

it.each(GOLDEN)('%j: stat tells what is wanted of what runs', (facts) => {
  const { state, want } = record(facts);
  expect(wantIn(statText(record(facts)))).toBe(state === 'down' ? undefined : want);
});

it.each([
  '',
  'run',
  'run, want exit',
  'running, want down\n',
  ' run, want down\n',
  'rerun, want down\n',
  'run, want down\n\n',
  'run, want down\n, got TERM\n',
])('%j is not taken for a stop', (line) => {
  expect(wantIn(line) ?? 'up').toBe('up');
});
