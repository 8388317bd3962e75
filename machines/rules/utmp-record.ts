/** How the C library lays out a login record on a machine: `utmp(5)`. */
export type UtmpLayout = { readonly size: number; readonly littleEndian: boolean; readonly wideTime: boolean };

/** Machines whose records have times of 64 bits; all others keep those of 32. */
const WIDE: ReadonlySet<string> = new Set(['arm64', 's390x', 'loong64']);

/** @param architecture Node's name of it. */
export const utmpLayout = (architecture: string, endianness: 'LE' | 'BE'): UtmpLayout => {
  const wideTime = WIDE.has(architecture);
  return { size: wideTime ? 400 : 384, littleEndian: endianness === 'LE', wideTime };
};

const DEAD_PROCESS = 8;
const LINE = { at: 8, size: 32 };
/** The user, and the host right behind: 32 bytes and 256. */
const WHO = { at: 44, size: 288 };
const NARROW_TIME = 340;
const WIDE_TIME = 344;
/** What 32 bits hold: later than that, no time can be told. */
const LAST_SECOND = 0x7fffffff;

const viewOf = (record: Uint8Array): DataView => new DataView(record.buffer, record.byteOffset, record.byteLength);

const writeEnd = (record: Uint8Array, layout: UtmpLayout, second: number): void => {
  const view = viewOf(record);
  view.setInt16(0, DEAD_PROCESS, layout.littleEndian);
  if (layout.wideTime) view.setBigInt64(WIDE_TIME, BigInt(second), layout.littleEndian);
  else view.setInt32(NARROW_TIME, Math.min(second, LAST_SECOND), layout.littleEndian);
};

/** Whether somebody is logged in on the line, according to this record. */
export const isLogin = (record: Uint8Array, line: Uint8Array): boolean => {
  if (record[WHO.at] === 0 || line.length > LINE.size) return false;
  const field = record.subarray(LINE.at, LINE.at + LINE.size);
  return field.every((byte, at) => at > line.length || byte === (line[at] ?? 0));
};

/**
 * The record of a login, once its session has ended: no user and no host any more.
 *
 * @param second seconds since the epoch.
 */
export const endedLogin = (record: Uint8Array, layout: UtmpLayout, second: number): Uint8Array => {
  const ended = record.slice();
  ended.fill(0, WHO.at, WHO.at + WHO.size);
  writeEnd(ended, layout, second);
  return ended;
};

/** A new record, for `wtmp`, of a session's end on a line. Of a name that is too long it has 30 bytes, as runit's has. */
export const endOfSession = (line: Uint8Array, layout: UtmpLayout, second: number): Uint8Array => {
  const record = new Uint8Array(layout.size);
  record.set(line.length > LINE.size ? line.subarray(0, LINE.size - 2) : line, LINE.at);
  writeEnd(record, layout, second);
  return record;
};
