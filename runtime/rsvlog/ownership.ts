import { chownSync, closeSync, fstatSync, readdirSync, statSync } from 'node:fs';
import type { Ids } from '../../adapters/accounts.ts';
import { fromBytes } from '../../adapters/bytes.ts';
import { isClosed } from '../../adapters/trust.ts';
import { hold, nameOf, within } from '../../adapters/walk.ts';
import { Fatal } from '../fatal.ts';
import type { Directory } from './open-directory.ts';

/** Gives a regular file away, unless it has other names, which may be in somebody else's use. */
const giveFile = (path: string | Buffer, uid: number, gid: number): void => {
  const fd = hold(path);
  try {
    const seen = fstatSync(fd);
    if (seen.isFile() && seen.nlink === 1) chownSync(`/proc/self/fd/${fd}`, uid, gid);
  } finally {
    closeSync(fd);
  }
};

/**
 * Gives a log directory, and what is in it, to an account that it does not belong to. svlogd's directories are flat, so
 * this does not go down. Only one that was made just now, or that nobody but root can have put in its place.
 */
export const giveDirectory = ({ fd, isNew }: Directory, { uid, gids }: Ids): void => {
  const gid = gids[0]!;
  const seen = fstatSync(fd);
  if (seen.uid === uid && seen.gid === gid) return;
  if (!isNew && !isClosed(statSync(within(fd, '..')))) {
    // Its account may log there, in whatever group.
    if (seen.uid === uid) return;
    throw new Fatal(`${nameOf(fd)} is not the account's, and others may write beside it: chown it by hand`);
  }
  for (const name of readdirSync(within(fd), { encoding: 'buffer' })) giveFile(within(fd, fromBytes(name)), uid, gid);
  chownSync(within(fd), uid, gid);
};
