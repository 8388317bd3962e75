import { fstatSync } from 'node:fs';
import { cString, pointersInto } from './c-strings.ts';
import { childSignals } from './inherited.ts';
import type { Inherited } from './inherited-note.ts';
import * as libc from './libc.ts';
import type { ChildFile, ProcessSpec } from './processes.ts';

/** Larger than glibc's and musl's `posix_spawn_file_actions_t` (80) and `posix_spawnattr_t` (336). */
const OPAQUE_SIZE = 512;
const SETSIGDEF = 0x04;
const SETSIGMASK = 0x08;
const SETSID = 0x80;
const RLIMIT_NOFILE = 7;

/** What posix_spawn(3) takes besides the pid, in its order; the last is an array of pointers, or a pointer to one. */
export type Call = readonly [
  path: Uint8Array,
  actions: Uint8Array,
  attributes: Uint8Array,
  argv: BigUint64Array,
  environment: unknown,
];

/** A way to call posix_spawn(3). */
export type Way = {
  /** Has the child go to a directory, one of our descriptors. */
  enter(actions: Buffer, directory: number): void;
  /** A path, which may lead through one of our descriptors, as the child is to open it. */
  path(path: string): string;
  /** @returns the pid; or the errno, negative. */
  start(call: Call): number;
};

/** From the main thread: the child has a copy of its table of descriptors. */
const plainly: Way = {
  enter: libc.fileActions.fchdir,
  path: (path) => path,
  start(call) {
    const pid = [0];
    const error = libc.posixSpawn(pid, ...call);
    return error === 0 ? pid[0]! : -error;
  },
};

const redirect = (actions: Buffer, fd: number, source: ChildFile | 'closed' | undefined, way: Way): void => {
  // Node marks 0, 1 and 2 close-on-exec; duplicating a descriptor onto itself clears the mark in the child.
  if (source === undefined) return void libc.fileActions.dup2(actions, fd, fd);
  libc.fileActions.close(actions, fd);
  if (source === 'closed') return;
  // The C library makes a copy of the path.
  libc.fileActions.open(actions, fd, cString(way.path(source.path)), source.flags, source.mode ?? 0);
};

const isOpen = (fd: number): boolean => {
  try {
    fstatSync(fd);
    return true;
  } catch {
    return false;
  }
};

/** Reads or sets this process's limit of open descriptors, RLIMIT_NOFILE: `[soft, hard]`. Returns the one before. */
export const descriptorLimit = (next?: BigUint64Array): BigUint64Array => {
  const old = new BigUint64Array(2);
  libc.prlimit(0, RLIMIT_NOFILE, next ?? null, old);
  return old;
};

/** Starts a program: its pid, or the name of the error. */
export type Spawn = (spec: ProcessSpec) => number | string;

/** Those of one start at a time. */
const actions = Buffer.alloc(OPAQUE_SIZE);

/** What a program finds at its descriptors, and its directory. To be destroyed. */
const actionsFor = (spec: ProcessSpec, passedOn: readonly number[], way: Way): Buffer => {
  libc.fileActions.init(actions);
  way.enter(actions, spec.cwd);
  redirect(actions, 0, spec.stdin, way);
  redirect(actions, 1, spec.stdout, way);
  redirect(actions, 2, undefined, way);
  for (const [fd, file] of Object.entries(spec.extra ?? {})) redirect(actions, Number(fd), file, way);
  for (const fd of spec.shared ?? []) libc.fileActions.dup2(actions, fd, fd);
  for (const fd of passedOn) if (!spec.extra?.[fd]) libc.fileActions.dup2(actions, fd, fd);
  return actions;
};

/** Those of one session leader, or of who is none. */
const attributesOf = (flags: number, byDefault: Buffer, mask: Buffer): Buffer => {
  const attributes = Buffer.alloc(OPAQUE_SIZE);
  libc.spawnAttributes.init(attributes);
  libc.spawnAttributes.setSignalDefault(attributes, byDefault);
  libc.spawnAttributes.setSignalMask(attributes, mask);
  libc.spawnAttributes.setFlags(attributes, SETSIGDEF | SETSIGMASK | flags);
  return attributes;
};

/**
 * Starts programs through posix_spawn(3), which shares our memory until the exec instead of copying page tables.
 *
 * @param inherited what children are to find as it was before Node changed it.
 * @param handled signals that this program handles itself.
 * @param otherWay given the descriptors that are passed on: a better way for one start, if there is one now.
 */
export const createSpawn = (
  inherited: Inherited,
  handled: readonly NodeJS.Signals[],
  otherWay?: (passedOn: readonly number[]) => (spec: ProcessSpec) => Way | undefined,
): Spawn => {
  const { byDefault, mask } = childSignals(inherited, handled);
  const [plain, session] = [attributesOf(0, byDefault, mask), attributesOf(SETSID, byDefault, mask)];
  const environment = inherited.environment && pointersInto(inherited.environment);
  const passedOn = inherited.descriptors.filter(isOpen);
  const ours = descriptorLimit();
  const theirs = inherited.softDescriptors ?? ours[0]!;
  const lowered = theirs < ours[0]! ? BigUint64Array.of(theirs, ours[1]!) : undefined;
  const betterFor = otherWay?.(passedOn);

  const start = (spec: ProcessSpec, way: Way): number => {
    const actions = actionsFor(spec, passedOn, way);
    const argv = pointersInto(Buffer.concat(spec.argv.map(cString)));
    const attributes = spec.session ? session : plain;
    // The limit is the process's, so it is lowered for the moment of the call: a child never sees ours, not even early.
    if (lowered) descriptorLimit(lowered);
    const pid = way.start([cString(spec.file), actions, attributes, argv, environment ?? libc.environ()]);
    if (lowered) descriptorLimit(ours);
    libc.fileActions.destroy(actions);
    return pid;
  };

  return (spec) => {
    const better = betterFor?.(spec);
    const pid = better ? start(spec, better) : 0;
    // Whether it cannot be started at all, and why, the plain way tells.
    const outcome = pid > 0 ? pid : start(spec, plainly);
    return outcome > 0 ? outcome : libc.errnoName(-outcome);
  };
};
