import { type Ids, idsOf } from '../../adapters/accounts.ts';
import { setGroup, setGroups, setUser } from '../../adapters/own-process.ts';
import { parseAccount } from '../../machines/rules/chpst/ids.ts';
import type { AccountText } from '../../machines/rules/chpst/request.ts';
import { attempt, Fatal } from '../fatal.ts';

/** The ids that an account was written for. */
const idsFor = ({ text, extended }: AccountText): Ids => {
  const account = extended ? parseAccount(text) : ({ type: 'names', user: text, groups: [] } as const);
  if (!account) throw new Fatal(`invalid uid/gids: ${text.slice(1)}`);
  const kind = extended ? 'password/group' : 'password';
  const ids = attempt(`unable to get ${kind} file entry`, () => idsOf(account));
  if (!ids) throw new Fatal(`unknown ${extended ? 'user/group' : 'account'}: ${text}`);
  return ids;
};

/** Changes of the environment that show an account. */
export const accountVariables = (account: AccountText): string[] => {
  const { uid, gids } = idsFor(account);
  return [`GID=${gids[0]}`, `UID=${uid}`];
};

/** Becomes an account: its groups, its group, its user. */
export const becomeAccount = (account: AccountText): void => {
  const { uid, gids } = idsFor(account);
  attempt('unable to setgroups', () => setGroups(gids));
  attempt('unable to setgid', () => setGroup(gids[0]!));
  attempt('unable to setuid', () => setUser(uid));
};
