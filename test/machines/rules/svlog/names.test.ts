import { expect, test } from 'vitest';
import { labelFor, unprocessed, withSuffix } from '../../../../machines/rules/svlog/names.ts';
import { pruning, victimWhenFull } from '../../../../machines/rules/svlog/prune.ts';

const WALL = 1795361503574258;
const label = '@400000006b030ae9223a7d44';

test('a log is named by its moment', () => expect(labelFor(WALL, [])).toBe(label));

test('L09: never a name that sorts before one that is there', () => {
  expect(labelFor(0, [`${label}.s`, 'current'])).toBe('@400000006b030ae9223a7d45');
  expect(labelFor(0, ['@400000006b030ae93b9ac9ff.s'])).toBe('@400000006b030aea00000000');
});

test('of what is there only old logs count, whatever their suffix', () => {
  const others = [
    '~',
    '~@400000006b030ae9223a7d44.s',
    `${label}.s.gz`,
    `@${'z'.repeat(24)}.s`,
    'x'.repeat(27),
    `@@${'f'.repeat(24)}.`,
  ];
  expect(labelFor(0, others)).toBe('@400000000000000a000001f4');
  expect(labelFor(0, ['@400000006b030ae900000000.s'])).toBe('@400000006b030ae900000001');
  expect(labelFor(0, ['@400000006b030ae93b9ac9fe.u'])).toBe('@400000006b030ae93b9ac9ff');
  expect(labelFor(0, ['@400000000000000f3b9ac9ff.t'])).toBe('@400000000000001000000000');
});

test('a label has all its digits, at the beginning of TAI64 as well', () => {
  expect(labelFor(-(2 ** 62) * 1e6, [])).toBe('@000000000000000a000001f4');
  expect(labelFor(-(2 ** 62) * 1e6, ['@000000000000000f3b9ac9ff.s'])).toBe('@000000000000001000000000');
  expect(labelFor(-(2 ** 62) * 1e6, ['@00000000000000fe00000000.s'])).toBe('@00000000000000fe00000001');
});

test('the same log under another suffix', () => expect(withSuffix(`${label}.u`, 't')).toBe(`${label}.t`));

test('logs that await their processor come oldest first', () => {
  const waiting = [`@${'2'.repeat(24)}.u`, `@${'1'.repeat(24)}.u`];
  expect(unprocessed([...waiting, '@short.u', `@${'z'.repeat(24)}.u`, `@${'3'.repeat(24)}.s`])).toEqual(
    [...waiting].reverse(),
  );
});

const log = (digit: string, suffix: string) => `@${digit.repeat(24)}.${suffix}`;

test('pruning takes leftovers, and one saved log too many', () => {
  const present = ['current', log('1', 'u'), log('2', 's'), log('3', 's'), log('4', 't'), log('5', 't'), '@short.s'];
  expect(pruning(present, 1, [log('5', 't')])).toEqual({ leftovers: [log('4', 't')], victim: log('2', 's') });
  expect(pruning(present, 0, []).victim).toBeUndefined();
  expect(unprocessed(present)).toEqual([log('1', 'u')]);
});

test('a full disk takes any old log, down to N, where N is below n', () => {
  const present = [log('1', 'u'), log('2', 's')];
  expect(victimWhenFull(present, { keep: 10, keepWhenFull: 1 }, [])).toBe(log('1', 'u'));
  expect(victimWhenFull(present, { keep: 10, keepWhenFull: 2 }, [])).toBeUndefined();
  expect(victimWhenFull(present, { keep: 10, keepWhenFull: 10 }, [])).toBeUndefined();
});
