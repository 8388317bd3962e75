import { lineOf, type Node, pathTo } from '../support/explore.ts';
import { rootOf, type World } from '../support/machine-model.ts';
import type { Scanner } from './account.ts';
import { INODES, lookOf, placesIn } from './looks.ts';

type ScannerNode = Node<World<Scanner>>;

/** Looks at what stays as it is: what is in the making is looked at for as long as it is. */
export const isSettledLook = (move: string): boolean => lookOf(move) !== undefined && !/new|as told/.test(move);

/** What happens by itself: who is told to leave does, and when the scanner asks it sees the same again. */
const nextOf = ({ world: { account, tree }, next }: ScannerNode): string | undefined => {
  const leaver = INODES.find((inode) => {
    const { runs, told, isBack } = account.known[inode] ?? {};
    return runs && told !== 'nothing' && !isBack;
  });
  if (leaver) return `${leaver} ends`;
  return tree.timers.size > 0 ? [...next.keys()].find((move) => move.includes('ms pass')) : undefined;
};

const MOST_STEPS = 40;

/** Lets happen what happens by itself; after each timer comes the look that it asks for. */
const settle = (from: ScannerNode, look: string): ScannerNode => {
  let at = from;
  for (let steps = 0; steps < MOST_STEPS; steps++) {
    const move = nextOf(at);
    const after = move && at.next.get(move);
    if (!after) return at;
    at = move.includes('ms pass') ? (after.next.get(look) ?? after) : after;
  }
  throw new Error(`it never settles: ${pathTo(at)}`);
};

const isAsSeen = ({ world: { account } }: ScannerNode, look: string): boolean => {
  const places = placesIn(lookOf(look)!);
  return INODES.every((inode) => {
    const { name, place, runs, isBack, hasFailed } = account.known[inode] ?? {};
    if (places.has(inode)) return name === places.get(inode) && (runs || hasFailed);
    // One that nobody can look at is kept; one that a letter called back stays, as under runit.
    return !runs || isBack || (place === 'there' && look.includes('?'));
  });
};

/** Where it goes on seeing the same, this is so in the end; throws where it is not. */
export const comesTo = (model: { readonly name: string }, node: ScannerNode, look: string): void => {
  const seen = node.next.get(look);
  if (!seen) return;
  const complain = (words: string): never => {
    throw new Error(`${words}: ${lineOf(model, [...pathTo(node), look])}`);
  };
  const end = settle(seen, look);
  if (!isAsSeen(end, look)) complain('what it sees is not what is so in the end');
  const tried = settle(end.next.get('tick')!, look);
  if (INODES.some((inode) => tried.world.account.known[inode]?.hasFailed)) complain('what failed is not tried again');
  if (tried.world.tree.timers.size > 0) complain('it goes on looking for nothing');
};

/** Told to end with its services, it does when they have. */
export const endsAfterHangup = (model: { readonly name: string }, node: ScannerNode): void => {
  const told = node.next.get('HUP');
  if (!told || node.world.account.isTold) return;
  const looked = told.world.account.hasLooked ? told : told.next.get('sees a=1 b=2')!;
  const end = settle(looked, 'HUP');
  if (rootOf(end.world).status !== 'done')
    throw new Error(`it does not end: ${lineOf(model, [...pathTo(node), 'HUP'])}`);
};
