import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endedLogin, endOfSession, isLogin, utmpLayout } from '../../../machines/rules/utmp-record.ts';

const X64 = utmpLayout('x64', 'LE');
const LAYOUTS = [X64, utmpLayout('arm64', 'LE'), utmpLayout('s390x', 'BE'), utmpLayout('ppc', 'BE')];
const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');

describe('a record of utmp', () => {
  it('is laid out as the C library of the machine has it', () => {
    expect(LAYOUTS).toEqual([
      { size: 384, littleEndian: true, wideTime: false },
      { size: 400, littleEndian: true, wideTime: true },
      { size: 400, littleEndian: false, wideTime: true },
      { size: 384, littleEndian: false, wideTime: false },
    ]);
  });

  it('of an end has the line, the time and the type, and nothing else', () => {
    const expected = Buffer.alloc(384);
    expected.set([8]);
    expected.write('tty1', 8);
    expected.set([4, 3, 2, 1], 340);
    expect(endOfSession(bytes('tty1'), X64, 0x01020304)).toEqual(new Uint8Array(expected));
  });

  it('has times of 64 bits where the machine has them', () => {
    const record = Buffer.from(endOfSession(bytes('a'), LAYOUTS[1]!, 2 ** 33));
    expect([record.length, record.readBigInt64LE(344)]).toEqual([400, 2n ** 33n]);
    expect(Buffer.from(endOfSession(bytes('a'), LAYOUTS[2]!, 2 ** 33)).readBigInt64BE(344)).toBe(2n ** 33n);
  });

  it('stays at the last second that 32 bits can tell', () => {
    for (const [second, told] of [
      [2 ** 31 - 2, 2 ** 31 - 2],
      [2 ** 31 - 1, 2 ** 31 - 1],
      [2 ** 31, 2 ** 31 - 1],
      [2 ** 40, 2 ** 31 - 1],
    ] as const)
      expect(Buffer.from(endedLogin(new Uint8Array(384), X64, second)).readInt32LE(340)).toBe(told);
  });

  it('changes in user, host, type and time alone when its login ends', () => {
    const anything = fc
      .constantFrom(...LAYOUTS)
      .chain((layout) =>
        fc.tuple(
          fc.constant(layout),
          fc.uint8Array({ minLength: layout.size, maxLength: layout.size }),
          fc.nat(2 ** 31 - 1),
        ),
      );
    fc.assert(
      fc.property(anything, ([layout, before, second]) => {
        const after = endedLogin(before, layout, second);
        const time = layout.wideTime ? [344, 352] : [340, 344];
        const isChanged = (at: number): boolean =>
          at < 2 || (at >= 44 && at < 332) || (at >= time[0]! && at < time[1]!);
        expect(after.filter((_, at) => !isChanged(at))).toEqual(before.filter((_, at) => !isChanged(at)));
        expect(after.subarray(44, 332).every((byte) => byte === 0)).toBe(true);
      }),
    );
  });

  it('is of the line whose whole name it has', () => {
    const name = fc.uint8Array({ minLength: 0, maxLength: 34 }).map((text) => text.filter((byte) => byte !== 0));
    fc.assert(
      fc.property(name, name, fc.boolean(), (line, other, hasUser) => {
        const record = endOfSession(line, X64, 0);
        record[44] = Number(hasUser);
        const kept = line.length > 32 ? line.subarray(0, 30) : line;
        expect(isLogin(record, kept)).toBe(hasUser);
        expect(isLogin(record, other)).toBe(hasUser && Buffer.compare(kept, other) === 0);
      }),
    );
  });
});
