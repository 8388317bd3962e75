import type { Moment } from '../machines/ports.ts';
import type { ExitStatus } from '../machines/rules/exit-status.ts';
import type { Directory, Held } from './directory.ts';
import type { Processes } from './processes.ts';

/** What can be done with a pipe besides reading it. */
export type Pipes = {
  /**
   * Moves what a pipe holds to a file, without reading it: killed at any moment, each byte is in the one or the other.
   *
   * @param at where in the file.
   * @returns how many bytes, 0 at the end of the pipe; or the errno name, `EAGAIN` where there is nothing just now.
   */
  splice(from: number, to: number, at: number, count: number): number | string;
  /**
   * Tells of an open descriptor that can be read, or has come to its end, without reading it.
   *
   * @param isNotice not that, but a notice of the kernel's (POLLPRI), as files under `/proc` give it that can always be read.
   */
  watch(fd: number, ready: () => void, isNotice?: boolean): Readiness;
  /** Lets a pipe hold more, where that is permitted: a busy writer has to wait less often. */
  enlarge(fd: number): void;
  /** A new pipe: both descriptors are the caller's to close. */
  pair(): { readonly reader: number; readonly writer: number };
  /** A pipe that has come to its end: its reading end, the caller's to close. */
  ended(): number;
};

/** A watch on one descriptor. */
export type Readiness = {
  /** Calls `ready` once, as soon as there is something. */
  arm(): void;
  /** To be closed before the descriptor is. */
  close(): void;
};

/**
 * Descriptors of processes that need not be our children. A pid may be another process's by the time it is used; such a
 * descriptor is of the one process for as long as it is open, and can be read from the moment that it has ended.
 */
export type Pidfds = {
  /** @returns a descriptor, the caller's to close; or the errno name: `ENOSYS` before Linux 5.3, `ESRCH`, `EMFILE`. */
  open(pid: number): number | string;
  /** Sends a signal to the process, and to no other; failure is ignored, as {@link Processes.signal} does. */
  signal(fd: number, signal: NodeJS.Signals): void;
  /** How the process ended, once its parent has reaped it; undefined: not yet, or the kernel does not tell (before 6.15). */
  exitStatus(fd: number): ExitStatus | undefined;
};

/** Tells of open files that may have lost their name, at no cost while nobody touches them. */
export type Unlinks = {
  /**
   * @param touched something has happened to the file: a look will tell what. Told again until the watch ends.
   * @param again told once, where it could not be watched and can be by now, if it is still open.
   * @returns what ends it, to be called before the descriptor is closed; undefined: the file has to be looked at.
   */
  watch(fd: number, touched: () => void, again?: () => void): (() => void) | undefined;
};

/** Tells when a path may lead elsewhere than it did, at no cost while nothing on its way changes. */
export type PathChanges = {
  /**
   * @param path an absolute one: every directory and link on the way is watched, and what is mounted. Of what is in the
   * directory that it leads to nothing is told; nor, before he leaves, that it was removed while somebody was in it.
   * @param touched told once, which ends the watch: a look will tell what has happened.
   * @returns what ends it; undefined: there may be changes that nobody would be told of, as on a network's file system.
   */
  watch(path: string, touched: () => void): (() => void) | undefined;
};

/** The facilities that Node does not have itself. Two adapters honour it: native (koffi) and portable (execa). */
export type System = {
  readonly processes: Processes;
  /**
   * Takes the exclusive flock(2) of an open file without waiting.
   *
   * @returns undefined, or the errno name: `EAGAIN` where another description holds it.
   */
  lock(fd: number): string | undefined;
  /** A held directory with calls on the names in it. */
  directory(held: Held): Directory;
  now(): Moment;
  /** Clock ticks since boot, of the clock that start times in `/proc` are of; rounded down to a second where need be. */
  bootTicks(): number;
  /** Native only. */
  readonly pipes?: Pipes;
  /** Native only. */
  readonly pidfds?: Pidfds;
  /** Native only. */
  readonly unlinks?: Unlinks;
  /** Native only. */
  readonly pathChanges?: PathChanges;
  /** Whether a write to a descriptor would not have to wait; true where that cannot be known. */
  isReady(fd: number): boolean;
  /** Gives memory that was needed for a time back to the machine: some milliseconds. Native only. */
  trimMemory?(): void;
  /** It runs in a process of somebody else's. */
  readonly isGuest?: boolean | undefined;
  /** How many descriptors this process may open. */
  readonly descriptorLimit: number;
};

/** Something the person in charge should hear of, in runit's wording. */
export type Diagnostic = {
  readonly program: 'runsv' | 'runsvdir' | 'svlogd' | 'runit';
  /** The service or directory, as messages name it; svlogd has it behind the message, and undefined where there is none. */
  readonly subject: string | undefined;
  /** `pausing`: tried again, for ever. */
  readonly level: 'info' | 'warning' | 'pausing' | 'fatal';
  readonly message: string;
  /** Errno name such as `ENOENT`: its text ends the line. */
  readonly code?: string | undefined;
  readonly cause?: unknown;
};

export type Report = (diagnostic: Diagnostic) => void;

/** What the system refuses for a moment: a file that cannot be read then may be there, and may say anything. */
const PASSING: ReadonlySet<string> = new Set(['EMFILE', 'ENFILE', 'ENOMEM', 'EIO', 'EAGAIN', 'EINTR']);

/** Whether a failed call of `node:fs` says nothing of what it was about. */
export const isPassing = (error: unknown): boolean => PASSING.has(codeOf(error));

/** What there has to be room made for first. */
const FULL: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT']);

/** Whether a call that was refused with this errno name may succeed another time. */
export const mayPass = (code: string | undefined): boolean =>
  code !== undefined && (PASSING.has(code) || FULL.has(code));

/** The error of a call, as `node:fs` throws it. */
export const callFailure = (code: string, syscall: string, path: string): Error =>
  Object.assign(new Error(`${code}: ${syscall} ${path}`), { code, syscall, path });

/** Errno name of a failed call of `node:fs`. Anything else is a fault of ours and goes on as it came. */
export const codeOf = (error: unknown): string => {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string' && 'syscall' in error)
    return error.code;
  throw error;
};
