import { lineOf, type Node, pathTo } from '../support/explore.ts';
import { rootOf } from '../support/machine-model.ts';
import type { PairWorld } from './world.ts';

type PairNode = Node<PairWorld>;

/** What happens by itself when nothing goes wrong. */
const FAIR: readonly RegExp[] = [
  /^control\/. ends$/,
  /^(log )?(run|finish) starts$/,
  /^finish exits 0( late)?$/,
  /^\d+ ms pass$/,
];

/**
 * A service obeys TERM; a logger that is not stopped ends when it has read its pipe to the end, which comes when all have
 * let go of it.
 */
const obeying = ({ account }: PairWorld): RegExp[] => {
  const { main, log } = account.services;
  const isStopped = main && main.want !== 'up' && main.gotTerm;
  return [
    ...(isStopped ? [/^run exits 0( late)?$/] : []),
    ...(!main && log?.process?.alive && !log.paused && !account.isPipeOpen ? [/^log run exits 0( late)?$/] : []),
  ];
};

const settle = (from: PairNode): PairNode => {
  let at = from;
  for (let steps = 0; steps < 100; steps++) {
    const moves = [...at.next.keys()];
    const move = [...FAIR, ...obeying(at.world)].flatMap((kind) => moves.filter((name) => kind.test(name)))[0];
    if (!move) return at;
    at = at.next.get(move)!;
  }
  throw new Error(`it never settles: ${pathTo(at)}`);
};

const GOALS: Readonly<Record<string, (world: PairWorld) => boolean>> = {
  x: (world) => rootOf(world).status === 'done',
  TERM: (world) => rootOf(world).status === 'done',
  'is told to leave for good': (world) => rootOf(world).status === 'done',
  u: ({ account: { services, isFinal } }) =>
    isFinal || (services.main?.want === 'up' && services.main.process?.file === 'run'),
};
export const ASKED = Object.keys(GOALS);

/** Asks for something in a configuration, and throws unless it is so once everything else has had its way. */
export const comesTo = (model: { readonly name: string }, node: PairNode, asked: string): void => {
  const { main, log } = node.world.account.services;
  // A logger that was stopped while it reads to its end is held by that until it is told to go on.
  if (rootOf(node.world).status !== 'active' || (!main && log?.paused)) return;
  const from = node.next.has(asked) ? node : settle(node);
  const after = from.next.get(asked);
  if (!after) return;
  if (!GOALS[asked]!(settle(after).world))
    throw new Error(`${asked} does not have its way: ${lineOf(model, [...pathTo(from), asked])}`);
};
