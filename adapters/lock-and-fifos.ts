import { closeSync, constants, fstatSync, lstatSync, mkdirSync, readlinkSync, statSync } from 'node:fs';
import { fromBytes, toBytes, toPath } from './bytes.ts';
import { type Directory, openDirectory } from './directory.ts';
import type { OpenRole } from './place.ts';
import { codeOf, type System } from './system.ts';
import { isHeldOpenToOthers } from './trust.ts';
import { openWarilyIn } from './wary-file.ts';

const { O_WRONLY, O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK } = constants;

/** A start-up step failed for good. `message` and `code` make runit's line. */
export class SuperviseError extends Error {
  override readonly name: string = 'SuperviseError';
  readonly code: string | undefined;
  constructor(message: string, code?: string) {
    super(message);
    this.code = code;
  }
}

/** Runs a step; its failure becomes a {@link SuperviseError} with runit's words. */
export const step = <T>(message: string, act: () => T): T => {
  try {
    return act();
  } catch (error) {
    throw new SuperviseError(message, codeOf(error));
  }
};

/** runit's buffer for a link's target. */
const LONGEST_TARGET = 256;

/**
 * Makes `supervise`. Where it is a symbolic link, one directory is made at its target and a failure to do so is left
 * to the next step: on Debian it leads into `/run`, which is empty after every boot.
 */
const makeSupervise = (parent: Directory, shown: string): void => {
  const path = `${parent.base}/supervise`;
  try {
    mkdirSync(path, 0o700);
    return;
  } catch {
    // Whatever the reason, what is there now decides.
  }
  let target: string;
  try {
    target = fromBytes(readlinkSync(path, { encoding: 'buffer' }));
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'EINVAL') return;
    throw new SuperviseError(`unable to readlink ./${shown}`, code);
  }
  if (toBytes(target).length >= LONGEST_TARGET)
    throw new SuperviseError(`unable to readlink ./${shown}: name too long`);
  try {
    mkdirSync(toPath(target.startsWith('/') ? target : `${parent.base}/${target}`), 0o700);
  } catch {
    // It may exist; if it cannot be made, opening the lock says why.
  }
};

/** The lock cannot be had. */
export class LockError extends SuperviseError {
  readonly prefix: string;
  constructor(prefix: string, code: string) {
    super(`unable to lock ${prefix}lock`, code);
    this.prefix = prefix;
  }
  /** Another runsv has it. */
  get isHeld(): boolean {
    return this.code === 'EAGAIN';
  }
}

/**
 * Makes `supervise` and takes its lock.
 *
 * @param prefix `supervise/` or `log/supervise/`, for messages.
 * @param keep told of each descriptor at once, and what it is, so that a failure further on leaks nothing.
 */
export const openSupervise = (
  directory: Directory,
  prefix: string,
  keep: (what: 'supervise' | 'lock', fd: number) => void,
  system: System,
): OpenRole => {
  makeSupervise(directory, prefix.slice(0, -1));
  // The directory first: what is opened in it is in the one that is held, whatever its name leads to by then.
  const open = <T>(act: () => T): T => step(`unable to open ${prefix}lock`, act);
  const supervise = system.directory(open(() => openDirectory(`${directory.base}/supervise`)));
  keep('supervise', supervise.fd);
  const lock = open(() => openWarilyIn(supervise, 'lock', O_WRONLY | O_APPEND | O_CREAT, 0o600));
  keep('lock', lock);
  const busy = system.lock(lock);
  if (busy !== undefined) throw new LockError(prefix, busy);
  return { directory, supervise, prefix };
};

const noFifo = ({ prefix }: OpenRole, name: string): SuperviseError =>
  new SuperviseError(`${prefix}${name} exists but is not a fifo`);

/** @param isOpen others may put names into `supervise`. */
const checkFifo = (role: OpenRole, name: string, verb: 'open' | 'read', isOpen: boolean): void => {
  const path = `${role.supervise.base}/${name}`;
  // runit does not look at `ok` before it opens it, and says so.
  const looking = verb === 'read' ? verb : 'stat';
  const stats = step(`unable to ${looking} ${role.prefix}${name}`, () => (isOpen ? lstatSync(path) : statSync(path)));
  if (!stats.isFIFO()) throw noFifo(role, name);
};

/**
 * Makes a FIFO where there is none, and opens it. What else has its name is refused: a regular file would look like a
 * live runsv, or a letter that never ends; a symbolic link that somebody else may have put there may lead to another
 * service's.
 *
 * @returns its descriptor, the caller's to close.
 */
export const openFifo = (role: OpenRole, name: string, flags: number, verb: 'open' | 'read'): number => {
  const { supervise } = role;
  const isMade = supervise.makeFifo(name, 0o600);
  const isOpen = isHeldOpenToOthers(supervise);
  const links = isOpen ? O_NOFOLLOW : 0;
  // What was made just now needs no look, where nobody else can have put something in its place.
  const isKnown = isMade && !isOpen;
  if (!isKnown) checkFifo(role, name, verb, isOpen);
  const fd = step(`unable to ${verb} ${role.prefix}${name}`, () => supervise.open(name, flags | O_NONBLOCK | links));
  if (isKnown || fstatSync(fd).isFIFO()) return fd;
  closeSync(fd);
  throw noFifo(role, name);
};
