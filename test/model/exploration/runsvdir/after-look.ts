import { type Directory, demand, FRESH, forget, forKnown, holderOf, put, type Scanner, wait } from './account.ts';
import { type Come, type Inode, inodeOf, isInTheMaking, type Look, placesIn } from './looks.ts';

/** Where a directory that is known is after a look. */
const placeOf = ({ sights }: Look, { name, place }: Directory, isSeen: boolean): Directory['place'] => {
  if (isSeen) return 'there';
  if (place === 'gone') return 'gone';
  if (sights[name] === '?') return 'there';
  return sights[name] === '!' && place !== 'missed' ? 'missed' : 'gone';
};

const looked = (account: Scanner, look: Look): Scanner => {
  const places = placesIn(look);
  return forKnown(account, (so, inode, one) => {
    const place = placeOf(look, one, places.has(inode));
    const after = put(so, inode, { place, name: places.get(inode) ?? one.name });
    if (place === 'missed') return wait(after);
    if (place !== 'gone' || one.place === 'gone') return after;
    return one.runs
      ? demand(put(after, inode, { told: 'leave', isBack: false }), `leave ${inode}`)
      : forget(after, inode);
  });
};

/** Whoever keeps its name from another is to leave, whatever a letter told its service meanwhile. */
const waitingFor = (account: Scanner, holder: Inode): Scanner =>
  wait(
    account.known[holder]!.isBack
      ? demand(put(account, holder, { told: 'leave for good', isBack: false }), `leave ${holder} for good`)
      : account,
  );

/** Whoever is there and can be started is. */
export const startedDown = (account: Scanner): Scanner =>
  forKnown(account, (so, inode, { place, name, runs, hasFailed }) => {
    if (place !== 'there' || runs || hasFailed) return so;
    const holder = holderOf(so, name);
    if (holder) return waitingFor(so, holder);
    return demand(put(so, inode, { ...FRESH, name, runs: true }), `start ${inode} as ${name}`);
  });

/** What a look makes of the account. */
export const afterLook = (before: Scanner, look: Look): Scanner => {
  const account = [...placesIn(look)].reduce(
    (so, [inode, name]) => {
      const sight = look.sights[name]!;
      if (so.known[inode]) return so;
      // One that is being made waits for its completion, unless it was there before us (D04).
      return before.hasLooked && isInTheMaking(sight) ? wait(so) : put(so, inode, { ...FRESH, name });
    },
    looked({ ...before, waits: false }, look),
  );
  return { ...startedDown(account), hasLooked: true };
};

/** What a directory that has come under a new name makes of it: one that is there keeps the name it has. */
export const afterComing = (account: Scanner, { name, sight }: Come): Scanner => {
  const inode = inodeOf(sight)!;
  const known = account.known[inode];
  if (known && known.place !== 'gone') return startedDown(account);
  if (known) return startedDown(put(account, inode, { place: 'there', name }));
  return startedDown(isInTheMaking(sight) ? wait(account) : put(account, inode, { ...FRESH, name }));
};
