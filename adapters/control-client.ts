import { closeSync, constants, fstatSync, openSync, readSync, statSync, writeSync } from 'node:fs';
import { STATUS_SIZE } from '../machines/rules/status-record.ts';
import { toPath } from './bytes.ts';
import { isOpenToOthers, linksAsIn } from './trust.ts';

/** A failed system call: what was tried, in runit's words, and the errno name. */
export type Refusal = { readonly attempt: string; readonly code: string };

/** What a client of a service directory finds: an answer, a refusal, or nobody there to supervise it. */
export type Answer<T> = { readonly value: T } | { readonly refused: Refusal } | 'not running';

const codeOf = (cause: unknown): string => (cause as NodeJS.ErrnoException).code ?? 'unknown';

const refused = (attempt: string, cause: unknown): { readonly refused: Refusal } => ({
  refused: { attempt, code: codeOf(cause) },
});

/** Opens, uses, closes. */
const withFile = <T>(path: string, flags: number, use: (fd: number) => T): T => {
  // A symbolic link may have been put there to have us write into another service's FIFO.
  const fd = openSync(toPath(path), flags | linksAsIn(path));
  try {
    return use(fd);
  } finally {
    closeSync(fd);
  }
};

const { O_RDONLY, O_WRONLY, O_NONBLOCK } = constants;
/** Without O_NONBLOCK an open of a FIFO that nobody reads would hang; with it the kernel says ENXIO. */
const TO_FIFO = O_WRONLY | O_NONBLOCK;

/**
 * Errno name of what keeps a path from being looked at, `ENOENT` above all; undefined where it exists. It must lie in a
 * directory: below an ordinary file it counts as missing. (Throwing for the usual case takes 0.1 ms of sv's time.)
 */
export const cannotStat = (path: string): string | undefined => {
  try {
    return statSync(toPath(path), { throwIfNoEntry: false }) ? undefined : 'ENOENT';
  } catch (cause) {
    return codeOf(cause);
  }
};

/**
 * Errno name of what keeps a process from changing to a directory; undefined where nothing does. Looking up `.` in it
 * asks the kernel the same questions, and the process stays where it is.
 */
export const cannotEnter = (path: string): string | undefined => {
  if (path === '') return 'ENOENT';
  try {
    statSync(toPath(`${path}/.`));
    return undefined;
  } catch (cause) {
    return codeOf(cause);
  }
};

/** The first 20 bytes of `supervise/status` of a service directory, fewer where the file is shorter. */
export const readStatusFile = (directory: string): Answer<Uint8Array> => {
  try {
    withFile(`${directory}/supervise/ok`, TO_FIFO, () => {});
  } catch (cause) {
    return codeOf(cause) === 'ENXIO' ? 'not running' : refused('open supervise/ok', cause);
  }
  const bytes = new Uint8Array(STATUS_SIZE);
  let attempt = 'open supervise/status';
  try {
    const size = withFile(`${directory}/supervise/status`, O_RDONLY | O_NONBLOCK, (fd) => {
      attempt = 'read supervise/status';
      return readSync(fd, bytes, 0, STATUS_SIZE, null);
    });
    return { value: bytes.subarray(0, size) };
  } catch (cause) {
    return refused(attempt, cause);
  }
};

/** Writes letters to `supervise/control` of a service directory, all at once. */
export const sendLetters = (directory: string, letters: string): Answer<undefined> => {
  let attempt = 'open supervise/control';
  try {
    withFile(`${directory}/supervise/control`, TO_FIFO, (fd) => {
      attempt = 'write to supervise/control';
      // A letter must not become the first byte of somebody's file.
      if (!fstatSync(fd).isFIFO() && isOpenToOthers(`${directory}/supervise/control`))
        throw Object.assign(new Error('no FIFO'), { code: 'EINVAL' });
      writeSync(fd, letters);
    });
    return { value: undefined };
  } catch (cause) {
    return attempt.startsWith('open') && codeOf(cause) === 'ENXIO' ? 'not running' : refused(attempt, cause);
  }
};
