import { constants, fstatSync, openSync, writeSync } from 'node:fs';
import { isatty } from 'node:tty';
import type { System } from './system.ts';

const STDERR = 2;
const NEWLINE = 10;
/** Milliseconds that a reader who is slow is waited for, all told, and between two looks at it. */
const PATIENCE = 100;
const LOOK = 5;
/** What a pipe that can be written to takes in one piece: PIPE_BUF. */
const PIECE = 4096;

/** Takes lines, whole ones, and never waits long for whoever reads them. */
export type AlertStream = (bytes: Uint8Array) => void;

/** Writes some of the bytes, without waiting; how many: 0, none will be taken; undefined, none now. */
type Write = (bytes: Uint8Array) => number | undefined;

const writeTo =
  (fd: number): Write =>
  (bytes) => {
    try {
      return writeSync(fd, bytes);
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'EAGAIN' ? undefined : 0;
    }
  };

/**
 * Writing without waiting: a description of a pipe or terminal that is ours alone, so that nobody else's becomes
 * non-blocking. Files never make anyone wait, and are left as they are: who shares them goes on at their end.
 *
 * @returns undefined: a pipe that nobody reads now.
 */
const openAnew = (fd: number, isReady: System['isReady']): Write | undefined => {
  const stats = fstatSync(fd);
  if (stats.isFile()) return writeTo(fd);
  const { O_WRONLY, O_APPEND, O_NONBLOCK, O_NOCTTY } = constants;
  try {
    if (stats.isFIFO() || isatty(fd))
      return writeTo(openSync(`/proc/self/fd/${fd}`, O_WRONLY | O_APPEND | O_NONBLOCK | O_NOCTTY));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENXIO') return undefined;
  }
  // A socket, or another user's pipe, cannot be opened anew: it is asked first.
  const write = writeTo(fd);
  return (bytes) => (isReady(fd) ? write(bytes.subarray(0, PIECE)) : undefined);
};

const pause = (): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK);

/**
 * Alerts go to standard error, and a log must not wait for their reader: one that is slow is given {@link PATIENCE}, and
 * then what it does not take is dropped, line by line, until it reads again.
 *
 * @param isReady whether a descriptor can be written to.
 * @param options patience in milliseconds, 0 where others than this log would wait; another descriptor than standard error's.
 */
export const createAlertStream = (
  isReady: System['isReady'],
  { patience = PATIENCE, fd = STDERR } = {},
): AlertStream => {
  let write: Write | undefined;
  let isStuck = false;
  /** What is left of a line that went out in part. */
  let rest: Uint8Array = new Uint8Array(0);

  /** Returns how many bytes went out. */
  const put = (bytes: Uint8Array): number => {
    write ??= openAnew(fd, isReady);
    if (!write) return 0;
    let at = 0;
    for (let waited = 0; at < bytes.length; ) {
      const count = write(bytes.subarray(at));
      if (count === 0 || (count === undefined && (isStuck || waited >= patience))) break;
      if (count === undefined) {
        pause();
        waited += LOOK;
      }
      at += count ?? 0;
    }
    isStuck = at < bytes.length;
    return at;
  };

  return (bytes) => {
    if (rest.length > 0) rest = rest.subarray(put(rest));
    if (rest.length > 0) return;
    const count = put(bytes);
    if (count > 0 && bytes[count - 1] !== NEWLINE) rest = bytes.slice(count, bytes.indexOf(NEWLINE, count) + 1);
  };
};
