import { constants, fstatSync, type Stats, statSync } from 'node:fs';
import { toPath } from './bytes.ts';
import type { Held } from './directory.ts';

/** Whether what belongs to a user may be relied on: root can do as it likes anyway, and so can we. */
export const isTrusted = (uid: number): boolean => uid === 0 || uid === process.geteuid?.();

/** Whether nobody but root and us may change what is in a directory. Our own group counts as us. */
export const isClosed = ({ uid, gid, mode }: Pick<Stats, 'uid' | 'gid' | 'mode'>): boolean =>
  isTrusted(uid) && (mode & 0o002) === 0 && ((mode & 0o020) === 0 || gid === 0 || gid === process.getegid?.());

/** Whether others than root and us may put names into the directory that a path is in. */
export const isOpenToOthers = (path: string): boolean =>
  !isClosed(statSync(toPath(path.slice(0, path.lastIndexOf('/') + 1) || '.')));

/** The same of a directory that is held. */
export const isHeldOpenToOthers = ({ fd }: Held): boolean => !isClosed(fstatSync(fd));

/** Flags of open(2) with which a symbolic link is followed only where nobody else can have put it there. */
export const linksAsIn = (path: string): number => (isOpenToOthers(path) ? constants.O_NOFOLLOW : 0);
