import { isLocalUser } from '../../adapters/local-accounts.ts';
import { parseAccount } from '../../machines/rules/chpst/ids.ts';
import { Fatal } from '../fatal.ts';

/** Throws {@link Fatal} where `chpst -u` would refuse an account: no such user, or numbers that are none. */
export const mustBeAccount = (text: string): void => {
  const account = parseAccount(text);
  if (!account) throw new Fatal(`${text} is no account: USER, USER:GROUP or :UID:GID`);
  // Users whom the machine's own files do not tell of are left for chpst to look up.
  if (account.type === 'names' && isLocalUser(account.user) === false)
    throw new Fatal(`there is no user ${account.user}`);
};
