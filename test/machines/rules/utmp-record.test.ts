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

  it.each(['arm64', 's390x', 'loong64'])('is longer on %s', (architecture) => {
    expect(utmpLayout(architecture, 'LE')).toEqual({ size: 400, littleEndian: true, wideTime: true });
  });

  it.each(['x64', 'ia32', 'arm', 'mips64el', 'ppc64', 'riscv64'])('is as short as ever on %s', (architecture) => {
    expect(utmpLayout(architecture, 'LE')).toEqual({ size: 384, littleEndian: true, wideTime: false });
  });

  it('of an end has the line, the time and the type, and nothing else', () => {
    const expected = Buffer.alloc(384);
    expected.set([8]);
    expected.write('tty1', 8);
    expected.set([4, 3, 2, 1], 340);
    expect(endOfSession(bytes('tty1'), X64, 0x01020304)).toEqual(new Uint8Array(expected));
  });

  it.each([
    [0, 0],
    [30, 30],
    [31, 31],
    [32, 32],
    // runit copies two bytes less where the name is too long.
    [33, 30],
    [40, 30],
  ])('of an end on a line with a name of %i bytes has %i of them', (length, kept) => {
    const name = 'abcdefghijklmnopqrstuvwxyz0123456789/-._'.slice(0, length);
    const expected = Buffer.alloc(384);
    expected.set([8]);
    expected.write(name.slice(0, kept), 8);
    expect(endOfSession(bytes(name), X64, 0)).toEqual(new Uint8Array(expected));
  });

  it.each([
    ['tty1', 'tty1', true],
    ['tty1', 'tty', false],
    ['tty1', 'tty12', false],
    ['', '', true],
    // Behind the NUL there may be anything.
    ['tty1\0\xff/7', 'tty1', true],
    ['tty1\0\xff/7', 'tty1\xff', false],
    ['a'.repeat(32), 'a'.repeat(32), true],
    ['a'.repeat(32), 'a'.repeat(31), false],
    ['a'.repeat(32), 'a'.repeat(33), false],
  ])('of the line %j is a login on %j: %s', (field, line, is) => {
    // Whatever stands around the line's name.
    const record = Buffer.alloc(384, 0xee);
    record.fill(0, 8, 40).write(field, 8, 'latin1');
    expect(isLogin(record, bytes(line))).toBe(is);
  });

  it('stays as it is where the record of its end is made from it', () => {
    const login = new Uint8Array(384).fill(5);
    const ended = new Uint8Array(384).fill(5).fill(0, 44, 332);
    ended.set([8, 0]);
    ended.set([4, 3, 2, 1], 340);
    expect(endedLogin(login, X64, 0x01020304)).toEqual(ended);
    expect(login).toEqual(new Uint8Array(384).fill(5));
  });

  it('has times of 64 bits where the machine has them', () => {
    const record = Buffer.from(endOfSession(bytes('a'), LAYOUTS[1]!, 2 ** 33));
    expect([record.length, record.readBigInt64LE(344)]).toEqual([400, 2n ** 33n]);
    expect(Buffer.from(endOfSession(bytes('a'), LAYOUTS[2]!, 2 ** 33)).readBigInt64BE(344)).toBe(2n ** 33n);
  });

  it('T06: stays at the last second that 32 bits can tell', () => {
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
