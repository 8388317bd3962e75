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

const redirect = (actions: Buffer, fd: number, source: ChildFile | 'closed' | undefined): void => {
  // Node marks 0, 1 and 2 close-on-exec; duplicating a descriptor onto itself clears the mark in the child.
  if (source === undefined) return void libc.fileActions.dup2(actions, fd, fd);
  libc.fileActions.close(actions, fd);
  if (source === 'closed') return;
  // The C library makes a copy of the path.
  libc.fileActions.open(actions, fd, cString(source.path), source.flags, source.mode ?? 0);
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
const actionsFor = (spec: ProcessSpec, passedOn: readonly number[]): Buffer => {
  libc.fileActions.init(actions);
  libc.fileActions.fchdir(actions, spec.cwd);
  redirect(actions, 0, spec.stdin);
  redirect(actions, 1, spec.stdout);
  redirect(actions, 2, undefined);
  for (const [fd, file] of Object.entries(spec.extra ?? {})) redirect(actions, Number(fd), file);
  for (const fd of spec.shared ?? []) libc.fileActions.dup2(actions, fd, fd);
  for (const fd of passedOn) if (!spec.extra?.[fd]) libc.fileActions.dup2(actions, fd, fd);
  return actions;
};

/**
 * Starts programs through posix_spawn(3), which shares our memory until the exec instead of copying page tables.
 *
 * @param inherited what children are to find as it was before Node changed it.
 * @param handled signals that this program handles itself.
 */
export const createSpawn = (inherited: Inherited, handled: readonly NodeJS.Signals[]): Spawn => {
  const { byDefault, mask } = childSignals(inherited, handled);
  const attributesFor = (flags: number): Buffer => {
    const attributes = Buffer.alloc(OPAQUE_SIZE);
    libc.spawnAttributes.init(attributes);
    libc.spawnAttributes.setSignalDefault(attributes, byDefault);
    libc.spawnAttributes.setSignalMask(attributes, mask);
    libc.spawnAttributes.setFlags(attributes, SETSIGDEF | SETSIGMASK | flags);
    return attributes;
  };
  const plain = attributesFor(0);
  const session = attributesFor(SETSID);
  const environment = inherited.environment && pointersInto(inherited.environment);
  const passedOn = inherited.descriptors.filter(isOpen);
  const ours = descriptorLimit();
  const theirs = inherited.softDescriptors ?? ours[0]!;
  const lowered = theirs < ours[0]! ? BigUint64Array.of(theirs, ours[1]!) : undefined;

  return (spec) => {
    const actions = actionsFor(spec, passedOn);
    const argv = pointersInto(Buffer.concat(spec.argv.map(cString)));
    const pid = [0];
    // The limit is the process's, so it is lowered for the moment of the call: a child never sees ours, not even early.
    if (lowered) descriptorLimit(lowered);
    const error = libc.posixSpawn(
      pid,
      cString(spec.file),
      actions,
      spec.session ? session : plain,
      argv,
      environment ?? libc.environ(),
    );
    if (lowered) descriptorLimit(ours);
    libc.fileActions.destroy(actions);
    return error === 0 ? pid[0]! : libc.errnoName(error);
  };
};
