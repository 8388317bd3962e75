import type { Account } from '../machines/rules/chpst/ids.ts';
import { cString } from './c-strings.ts';
import * as libc from './libc.ts';
import { SystemCallError } from './system-call.ts';

/** User and groups in numbers; the first group is the process's own. */
export type Ids = { readonly uid: number; readonly gids: readonly number[] };

/** No error number at all: the database was read, and there is no such entry. */
const NO_ERROR = 'E0';

/** Asks the C library, which honours nsswitch.conf. */
const lookUp = <T>(find: (name: Uint8Array) => T | null, name: string): T | undefined => {
  libc.clearErrno();
  const entry = find(cString(name));
  if (entry !== null) return entry;
  const code = libc.errno();
  if (code !== NO_ERROR) throw new SystemCallError(code);
  return undefined;
};

/** The ids of an account; undefined: the user, or one of the groups, is unknown. Throws {@link SystemCallError}. */
export const idsOf = (account: Account): Ids | undefined => {
  if (account.type === 'ids') return account;
  const user = lookUp(libc.passwordEntry, account.user);
  if (!user) return undefined;
  if (account.groups.length === 0) return { uid: user.uid, gids: [user.gid] };
  const gids: number[] = [];
  for (const group of account.groups) {
    const gid = lookUp(libc.groupEntry, group);
    if (gid === undefined) return undefined;
    gids.push(gid);
  }
  return { uid: user.uid, gids };
};
