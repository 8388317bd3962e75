import { demand, FRESH, forget, forKnown, put, type Scanner, wait } from './account.ts';
import { afterComing, afterLook, startedDown } from './after-look.ts';
import { comingOf, type Inode, inodeOf, lookOf } from './looks.ts';

const ended = (account: Scanner, exitCode: number): Scanner =>
  demand({ ...account, hasEnded: true }, `ends with ${exitCode}`);

/** All are told; who does not run has nobody to wait for. */
const allTold = (account: Scanner): Scanner => {
  const told = forKnown(account, (so, inode, { runs }) =>
    runs
      ? demand(put(so, inode, { told: 'leave for good', isBack: false }), `leave ${inode} for good`)
      : forget(so, inode),
  );
  return Object.keys(told.known).length === 0 ? ended(told, 111) : told;
};

const hungUp = (before: Scanner): Scanner => {
  const account = { ...before, isTold: true, waits: false };
  // Before the first look it looks: a scanner before it may have left some (D02).
  return account.hasLooked ? allTold(startedDown(account)) : demand(account, 'scan');
};

/** A runsv has ended. */
const afterEnd = (account: Scanner, inode: Inode, how: string): Scanner => {
  const { name, place } = account.known[inode]!;
  const after = how === 'breaks' ? demand(account, `fault of ${name}`, `stop what ${inode} has`) : account;
  if (account.isTold) {
    const rest = forget(after, inode);
    return Object.keys(rest.known).length === 0 ? ended(rest, 111) : rest;
  }
  if (place === 'gone') return wait(forget(after, inode));
  return wait(put(after, inode, { ...FRESH, name, place, hasFailed: how === 'cannot go on' }));
};

const ticked = (account: Scanner): Scanner => ({
  ...startedDown(forKnown(account, (so, inode) => put(so, inode, { hasFailed: false }))),
  waits: account.waits,
});

/** What a scanner that goes on makes of a move. */
const watching = (account: Scanner, move: string): Scanner => {
  const look = lookOf(move);
  if (look) return demand(afterLook(account, look), ...(look.isForced ? ['acknowledge'] : []));
  const coming = comingOf(move);
  if (coming) return afterComing(account, coming);
  if (move === 'tick') return ticked(account);
  if (move === 'ALRM') return demand(account, 'forced scan');
  if (move === 'HUP') return hungUp(account);
  return move.startsWith('1000 ms pass') ? demand({ ...account, waits: false }, 'scan') : account;
};

/** Told to end before it has looked, it does when it has, or cannot. */
const lastLook = (account: Scanner, move: string): Scanner => {
  const look = lookOf(move);
  if (look) return allTold(afterLook(account, look));
  return move === 'tick' ? ended(account, 111) : account;
};

/** What a move makes of the account. */
export const afterMove = (before: Scanner, move: string): Scanner => {
  const account = { ...before, due: [] };
  const [first, ...words] = move.split(' ');
  const inode = inodeOf(first as Inode);
  if (move === 'TERM') return ended(account, account.isTold ? 111 : 0);
  if (inode && words[0] === 'is') return put(account, inode, { isBack: true });
  if (inode) return afterEnd(account, inode, words.join(' '));
  if (!account.isTold) return watching(account, move);
  return account.hasLooked ? account : lastLook(account, move);
};
