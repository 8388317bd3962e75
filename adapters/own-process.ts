import { cString } from './c-strings.ts';
import * as libc from './libc.ts';
import { checked, SystemCallError } from './system-call.ts';

/** Changes of this very process, which a program that it becomes finds. Each throws {@link SystemCallError}. */

/** Leads a session of its own; who leads a process group cannot, and nothing changes. */
export const leadSession = (): void => void libc.setsid();

/** Changes the directory. Not by `process.chdir`, which takes no bytes. */
export const enterDirectory = (path: string): void => void checked(libc.chdir(cString(path)));

/** Makes the current directory the root. */
export const rootHere = (): void => void checked(libc.chroot(cString('.')));

/** Adds to the nice value. */
export const beNicer = (increment: number): void => {
  // -1 is a nice value like any other.
  libc.clearErrno();
  if (libc.nice(increment) !== -1) return;
  const code = libc.errno();
  if (code !== 'E0') throw new SystemCallError(code);
};

/** Sets the supplementary groups, these and no others. */
export const setGroups = (gids: readonly number[]): void =>
  void checked(libc.setgroups(gids.length, Uint32Array.from(gids)));

/** Becomes a member of a group, for good. */
export const setGroup = (gid: number): void => void checked(libc.setgid(gid));

/** Becomes a user, for good; nothing but an exec or an end may follow. */
export const setUser = (uid: number): void => void checked(libc.setuid(uid));

/** Closes a descriptor that may be any, as opposed to one of Node's. */
export const closeDescriptor = (fd: number): void => void checked(libc.close(fd));

/** Ends the process at once: with descriptors exchanged under Node, its own way out is not safe. */
export const endNow = (code: number): never => libc.exitNow(code) as never;
