import type { AnyEventObject } from 'xstate';
import type { RunsvInput } from '../../../../machines/ports.ts';
import type { RunsvdirOutput } from '../../../../machines/runsvdir.ts';
import { RunsvdirRig, type Seen } from '../../../machines/support/runsvdir-rig.ts';
import type { Order } from '../support/plain-tree.ts';
import { comingOf, type Inode, inodeOf, isInTheMaking, keyOf, type Look, lookOf, type Sight } from './looks.ts';

const seenAs = ([name, sight]: readonly [string, Sight]): Seen[] => {
  const [inode, isMade] = [inodeOf(sight), !isInTheMaking(sight)];
  return inode ? [{ name, ino: Number(inode), link: isMade, age: isMade ? 10_000 : 0 }] : [];
};

const see = (rig: RunsvdirRig, { sights, isForced }: Look): void => {
  const named = (sight: string): string[] => Object.keys(sights).filter((name) => sights[name] === sight);
  const seen = Object.entries(sights).flatMap(seenAs);
  rig.see(seen, { unknown: named('?'), dangling: named('!'), forced: isForced });
};

const happen = (rig: RunsvdirRig, inode: Inode, what: string): void => {
  const place = keyOf(inode);
  if (what === 'breaks') rig.break(place, new Error('broken'));
  else if (what === 'is called back') rig.comeBack(place);
  else rig.end(place, what === 'ends' ? 0 : 111);
};

const ORDERS = { ALRM: 'runsvdir.rescan', HUP: 'runsvdir.hangup', TERM: 'runsvdir.terminate' } as const;

const give = (rig: RunsvdirRig, move: string): void => {
  const [first, ...words] = move.split(' ');
  const look = lookOf(move);
  const coming = comingOf(move);
  if (look) see(rig, look);
  else if (coming) rig.add(seenAs([coming.name, coming.sight]));
  else if (move === 'tick') rig.tick();
  else if (move in ORDERS) rig.runsvdir.send({ type: ORDERS[move as keyof typeof ORDERS] });
  else if (inodeOf(first as Inode)) happen(rig, first as Inode, words.join(' '));
  else rig.clock.increment(Number(first));
};

/** What it did since the last look, in no order: services are no matter to each other. */
const taken = (rig: RunsvdirRig): string[] => {
  const { output } = rig.runsvdir.getSnapshot();
  return [
    ...rig.take(),
    ...rig.finals.splice(0).map((label) => `${label} for good`),
    ...rig.faults.splice(0).map(({ name }) => `fault of ${name}`),
    ...(output ? [`ends with ${output.exitCode}`] : []),
  ].sort();
};

/** What real actors order at each move of a path. */
export const orderedByActors = (path: readonly string[]): string[][] => {
  const rig = new RunsvdirRig();
  return path.map((move, at) => {
    if (at > 0) give(rig, move);
    return taken(rig);
  });
};

const toldTo = (label: string | undefined, { type, ...event }: AnyEventObject): string[] => {
  if (type === 'runsv.leave') return [`leave ${label}`, ...(event.final ? [`${label} for good`] : [])];
  if (type === 'scan.now') return [event.forced ? 'scan forced' : 'scan'];
  return type === 'scan.acknowledge' ? ['acknowledge'] : type === 'fault' ? [`fault of ${event.name}`] : [];
};

/** The orders of the plain steps of a path in the same words. */
export const inWordsOfRig = (worlds: readonly { readonly orders: readonly Order[] }[]): string[][] => {
  const labels = new Map<string, string>();
  const words = (order: Order): string[] => {
    if (order.type === 'done') return [`ends with ${(order.output as RunsvdirOutput).exitCode}`];
    if (order.type === 'tell') return toldTo(labels.get(order.port), order.event);
    if (order.type === 'close' || order.port === 'scan') return [];
    const { label } = order.input as RunsvInput;
    labels.set(order.port, label);
    return [`start ${label}`];
  };
  return worlds.map(({ orders }) => orders.flatMap(words).sort());
};
