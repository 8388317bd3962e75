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

test('what follows its empty line does not count, whatever it is', () => {
  const written = { boot: 'b', trim: 7, marks: [] };
  for (const rest of ['\n', '\n\n', 'x\n\n', '\n\n1:2\n\n', spoolRecordText({ boot: 'c', trim: 8, marks: [] })])
    expect(parseSpoolRecord(spoolRecordText(written) + rest)).toEqual(written);
});

test('as text it is a line for itself, and one for each directory', () => {
  const id = (device: bigint) => ({ device, inode: device + 1n });
  const mark = { directory: id(1n), current: id(3n), size: 5, at: 6, carry: 7 };
  const marks: SpoolMark[] = [
    { ...mark, within: true, selected: false, slot: 0 },
    { ...mark, within: false, selected: true, slot: 1 },
  ];
  expect(spoolRecordText({ boot: 'boot', trim: 9, marks })).toBe(
    'runstate-spool 1 boot 9\n1:2 3:4 5 6 w. 7 0\n1:2 3:4 5 6 s. 7 1\n\n',
  );
});

test('a record is a page, of 16 directories at most', () => expect([RECORD_SIZE, MOST_MARKS]).toEqual([4096, 16]));

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
  'xrunstate-spool 1 boot 0\n\n',
  'runstate-spool 1 boot 0 \n\n',
  'runstate-spool 1 boot 0x\n\n',
  'runstate-spool 1 boot \n\n',
  'runstate-spool 1  0\n\n',
  'runstate-spool 1 boot 0\nx1:2 3:4 5 6 s. 0 0\n\n',
  'runstate-spool 1 boot 0\n1:2 3:4 5 6 s. 0 0x\n\n',
  'runstate-spool 1 boot 0\n1:2 3:4 5 6 s. 0 2\n\n',
  'runstate-spool 1 boot 0\n:2 3:4 5 6 s. 0 0\n\n',
  'runstate-spool 1 boot 0\n1:2 3:4 5 6 x. 0 0\n\n',
  'runstate-spool 1 boot 0\n1:2 3:4 5 6 s. 0 0\n1:2\n\n',
])('%j is no record', (text) => {
  expect(parseSpoolRecord(text)).toBeUndefined();
});
