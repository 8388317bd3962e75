import { lineOf, type Node, pathTo } from '../support/explore.ts';
import type { ServiceModel } from './model.ts';
import { type ServiceWorld, snapshotOf } from './world.ts';

/** What happens by itself when nothing goes wrong, the first that is possible first. */
const FAIR: readonly RegExp[] = [
  /^control\/. ends$/,
  /^(run|finish) starts$/,
  /^finish exits 0 late$/,
  /^\d+ ms pass$/,
];
const OBEYS = /^run exits 0 late$/;

const nextOf = (node: Node<ServiceWorld>, fair: readonly RegExp[]): Node<ServiceWorld> | undefined => {
  for (const kind of fair) for (const [move, next] of node.next) if (kind.test(move)) return next;
  return undefined;
};

/** Lets happen what happens by itself; `run` obeys where it has been told to end. */
const settle = (node: Node<ServiceWorld>): Node<ServiceWorld> => {
  let at = node;
  for (let steps = 0; steps < 100; steps++) {
    const isAsked = at.world.account.want !== 'up' && at.world.account.gotTerm;
    const next = nextOf(at, isAsked ? [...FAIR, OBEYS] : FAIR);
    if (!next) return at;
    at = next;
  }
  throw new Error('it never settles');
};

const GOALS: Readonly<Record<string, (world: ServiceWorld) => boolean>> = {
  u: ({ process, account }) => process?.file === 'run' && process.phase === 'alive' && account.want === 'up',
  d: (world) =>
    snapshotOf(world).value === 'down' && !world.process && world.tree.timers.size + world.tree.ports.size === 0,
  x: (world) => snapshotOf(world).status === 'done',
};

/** Gives a letter in a configuration, and throws unless it has its way once everything else has. */
export const reaches = (model: ServiceModel, node: Node<ServiceWorld>, letter: string): void => {
  if (node.world.account.draining || snapshotOf(node.world).status !== 'active') return;
  const from = node.next.has(letter) ? node : settle(node);
  const asked = from.next.get(letter);
  // Who has left takes no letter any more.
  if (!asked) return;
  const end = settle(asked);
  if (!GOALS[letter]!(end.world))
    throw new Error(`${letter} does not have its way: ${lineOf(model, [...pathTo(from), letter])}`);
};
