import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  MOST_MARKS,
  parseSpoolRecord,
  RECORD_SIZE,
  type SpoolMark,
  spoolRecordText,
} from '../../../../machines/rules/svlog/spool-record.ts';

const MOST = 2n ** 64n - 1n;
const id = fc.record({ device: fc.bigInt({ min: 0n, max: MOST }), inode: fc.bigInt({ min: 0n, max: MOST }) });
const position = fc.nat({ max: Number.MAX_SAFE_INTEGER });
const mark: fc.Arbitrary<SpoolMark> = fc.record({
  directory: id,
  current: id,
  size: position,
  at: position,
  within: fc.boolean(),
  selected: fc.boolean(),
  carry: position,
  slot: fc.constantFrom<0 | 1>(0, 1),
});
const record = fc.record({
  boot: fc.uuid(),
  trim: position,
  marks: fc.array(mark, { maxLength: MOST_MARKS }),
});

test('what is written is read back, whatever follows it in the page', () => {
  fc.assert(
    fc.property(record, fc.string({ unit: 'binary-ascii' }), (written, rest) => {
      expect(parseSpoolRecord(spoolRecordText(written) + rest)).toEqual(written);
    }),
  );
});

test('the longest record fits into its page', () => {
  const longest = { device: MOST, inode: MOST };
  const most = Number.MAX_SAFE_INTEGER;
  const full = { directory: longest, current: longest, size: most, at: most, carry: most };
  const marks = Array.from({ length: MOST_MARKS }, () => ({ ...full, within: true, selected: true, slot: 1 as const }));
  expect(spoolRecordText({ boot: 'x'.repeat(36), trim: most, marks }).length).toBeLessThanOrEqual(RECORD_SIZE);
});

test.each([
  '',
  ' '.repeat(4096),
  'runstate-spool 2 boot 0\n\n',
  'runstate-spool 1 boot 0\n1:2 3:4 5 6 s. 0\n\n',
  'runstate-spool 1 boot 0',
])('%j is no record', (text) => {
  expect(parseSpoolRecord(text)).toBeUndefined();
});
