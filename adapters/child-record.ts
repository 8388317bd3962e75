import { closeSync, constants, statSync, writeSync } from 'node:fs';
import { uptime } from 'node:os';
import type { OpenRole } from './place.ts';
import { bootId, findStarted, startTimeOf, TICKS_PER_SECOND } from './proc.ts';
import type { WriteFailure } from './status-files.ts';
import { codeOf, isPassing } from './system.ts';
import { isTrusted } from './trust.ts';
import { createAnewIn, openWarilyIn, readWarily } from './wary-file.ts';

export type ProgramFile = 'run' | 'finish';

/** What identifies a process for good: pids are reused, and start times begin anew at every boot. */
export type ChildRecord = {
  readonly pid: number;
  /** Field 22 of `/proc/PID/stat`: clock ticks since boot. */
  readonly startTime: string;
  readonly bootId: string;
  readonly file: ProgramFile;
  /** It is wanted down by an `o`: the status tells that from a stop no more than runit's does. */
  readonly once: boolean;
  /** Whose file it was read from. */
  readonly uid: number;
};

/** Every record has this size, so that one write replaces the last one whole, even against SIGKILL. */
const RECORD_SIZE = 80;
/** Nothing that is longer was written by us. */
const LONGEST = 1024;
const RECORD = /^(\d+) (\d+) (\S+) (run|finish|down)( once)? *\n$/;

const NAME = 'child';
const pathOf = (role: OpenRole): string => `${role.supervise.base}/${NAME}`;

/** What is no file, or leads to another one, is no record: it was put there. */
const STRANGE: readonly string[] = ['ELOOP', 'EMLINK', 'EINVAL', 'ENXIO'];

const openRecord = ({ supervise }: OpenRole): number => {
  try {
    return openWarilyIn(supervise, NAME, constants.O_WRONLY | constants.O_CREAT, 0o644);
  } catch (error) {
    if (STRANGE.includes(codeOf(error))) return createAnewIn(supervise, NAME, 0o644);
    throw error;
  }
};

const writeBytes = (fd: number, text: string): WriteFailure['code'] => {
  try {
    return writeSync(fd, `${text.padEnd(RECORD_SIZE - 1)}\n`) < RECORD_SIZE ? 'ENOSPC' : undefined;
  } catch (error) {
    return codeOf(error);
  } finally {
    closeSync(fd);
  }
};

const writeText = (role: OpenRole, text: () => string): WriteFailure | undefined => {
  const shown = `${role.prefix}${NAME}`;
  let fd: number;
  let line: string;
  try {
    line = text();
    fd = openRecord(role);
  } catch (error) {
    return { message: `unable to open ${shown}`, code: codeOf(error) };
  }
  const code = writeBytes(fd, line);
  return code === undefined ? undefined : { message: `unable to write ${shown}`, code };
};

const write = (role: OpenRole, pid: number, startTime: string, words: string): WriteFailure | undefined =>
  writeText(role, () => `${pid} ${startTime} ${bootId()} ${words}`);

/**
 * Takes the room that the record needs, where there is none yet: it is written in place from then on, so that a disk which
 * has become full since does not keep a process from being announced.
 *
 * @returns whether it was made for that: nobody has left anything in it.
 */
export const reserveRecord = (role: OpenRole): boolean => {
  if (role.supervise.lacks(NAME)) return writeText(role, () => '') === undefined;
  try {
    const stats = statSync(pathOf(role));
    if (stats.isFile() && stats.size < RECORD_SIZE) writeText(role, () => '');
  } catch (error) {
    // What cannot be looked at may be a record.
    codeOf(error);
  }
  return false;
};

/**
 * Writes `supervise/child`, `PID STARTTIME BOOTID FILE [once]`: lets the next runsv find this process again. It stays when the
 * process ends: the start time tells that it is no longer the one.
 *
 * @param known what is known already: a start time is looked up where it is not.
 */
export const writeChildRecord = (
  role: OpenRole,
  pid: number,
  file: ProgramFile,
  known: { readonly once?: boolean; readonly startTime?: string | undefined } = {},
): WriteFailure | undefined => {
  let startTime: string | undefined;
  try {
    startTime = known.startTime ?? startTimeOf(pid);
  } catch (error) {
    // What was announced stands, and has it searched for.
    return { message: `unable to look for the start time of ${role.prefix}child`, code: codeOf(error) };
  }
  return startTime === undefined ? undefined : write(role, pid, startTime, known.once ? `${file} once` : file);
};

/** What stands in the record of a process that is about to be started. */
const NO_PID = 0;

/** What Node knows of the clock that start times are of, rounded down to a second: a container may be shown another one. */
export const ticksByUptime = (): number => Math.floor(uptime()) * TICKS_PER_SECOND;

/**
 * Notes that a process is about to be started: killed before its record is written, we leave a process that the next
 * runsv has to search for. Where this fails, that one would not know of it.
 *
 * @param now clock ticks since boot.
 */
export const announceChild = (
  role: OpenRole,
  file: ProgramFile,
  once = false,
  now = ticksByUptime(),
): WriteFailure | undefined => write(role, NO_PID, String(now), once ? `${file} once` : file);

/**
 * Notes that the service is down, and whether it is to stay so where we are killed: `0 0 BOOTID down`. Who has been told to
 * leave leaves nothing behind that counts.
 */
export const noteDown = (role: OpenRole, stays: boolean): WriteFailure | undefined =>
  write(role, NO_PID, '0', stays ? 'down' : 'gone');

const read = (role: OpenRole): { readonly text: string; readonly uid: number } => {
  try {
    const { bytes, seen } = readWarily(pathOf(role), LONGEST);
    return { text: bytes.toString('latin1'), uid: seen.uid };
  } catch (error) {
    if (isPassing(error)) throw error;
    return { text: '', uid: 0 };
  }
};

/** What the last runsv of this boot left: a process, alive or not; or the service down, as it was told. */
export type Left = ChildRecord | 'down';

/** Reads the record; undefined where there is none of this boot. Throws as {@link liveChild}. */
export const readLeft = (role: OpenRole): Left | undefined => {
  const { text, uid } = read(role);
  const [, pid, startTime, boot, file, once] = RECORD.exec(text) ?? [];
  if (pid === undefined || boot !== bootId()) return undefined;
  if (file === 'down') return file;
  return {
    uid,
    pid: Number(pid),
    startTime: startTime!,
    bootId: boot,
    file: file as ProgramFile,
    once: once !== undefined,
  };
};

const findAnnounced = (role: OpenRole, record: ChildRecord): ChildRecord | undefined => {
  const pid = findStarted(role.directory.base, Number(record.startTime));
  const startTime = pid === undefined ? undefined : startTimeOf(pid);
  return startTime === undefined ? undefined : { ...record, pid: pid!, startTime };
};

/** Whose a process is; undefined: it is gone. */
const ownerOf = (pid: number): number | undefined => statSync(`/proc/${pid}`, { throwIfNoEntry: false })?.uid;

/** Who could put a record of his own in the place of ours must not have us signal processes that he could not. */
const isRightful = ({ uid, pid }: ChildRecord): boolean => isTrusted(uid) || ownerOf(pid) === uid;

/**
 * Finds the process that was left: undefined where there is none, or it is no longer the same one. Throws the error of the
 * system where that cannot be found out just now: whoever starts a process then may start a second copy.
 */
export const liveChild = (role: OpenRole, left: Left | undefined): ChildRecord | undefined => {
  if (left === undefined || left === 'down') return undefined;
  const found = left.pid === NO_PID ? findAnnounced(role, left) : left;
  return found && startTimeOf(found.pid) === found.startTime && isRightful(found) ? found : undefined;
};
