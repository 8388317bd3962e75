import { lchownSync, lstatSync, readdirSync, realpathSync } from 'node:fs';
import type { Ids } from '../../adapters/accounts.ts';

/**
 * Gives a log directory, and what is in it, to an account that it does not belong to. svlogd's directories are flat, so
 * this does not go down; whoever had the directory may have put other names of foreign files into it, which stay as they
 * are.
 */
export const giveDirectory = (path: string | Buffer, { uid, gids: [gid] }: Ids): void => {
  const directory = realpathSync(path, { encoding: 'buffer' });
  const seen = lstatSync(directory);
  if (seen.uid === uid && seen.gid === gid) return;
  for (const name of readdirSync(directory, { encoding: 'buffer' })) {
    const file = Buffer.concat([directory, Buffer.from('/'), name]);
    if (lstatSync(file).nlink === 1) lchownSync(file, uid, gid!);
  }
  lchownSync(directory, uid, gid!);
};
