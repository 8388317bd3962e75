import type { AnyEventObject } from 'xstate';
import type { SeenEntry } from '../../../../machines/ports.ts';

/** Two directories, by inode, behind two names. */
export type Inode = '1' | '2';
export const INODES: readonly Inode[] = ['1', '2'];
const NAMES = ['a', 'b'] as const;

/** What is behind a name: nothing, a directory, one in the making, a link into nowhere, what nobody can look at. */
export type Sight = '-' | Inode | 'new1' | 'new2' | '!' | '?';
export type Look = { readonly sights: Readonly<Record<string, Sight>>; readonly isForced: boolean };

const SIGHTS: readonly Sight[] = ['-', '1', '2', '!', '?'];
const IN_THE_MAKING: readonly (readonly [Sight, Sight])[] = [
  ['new1', '-'],
  ['new1', '2'],
  ['new2', '-'],
  ['-', 'new2'],
];

const nameOf = (a: Sight, b: Sight, isForced = false): string => `sees a=${a} b=${b}${isForced ? ' as told' : ''}`;

/** Every look, by the name of its move. */
export const LOOKS: readonly string[] = [
  ...SIGHTS.flatMap((a) => SIGHTS.map((b) => nameOf(a, b))),
  ...IN_THE_MAKING.map(([a, b]) => nameOf(a, b)),
  nameOf('1', '2', true),
];

/** A move as a look; undefined: it is none. */
export const lookOf = (move: string): Look | undefined => {
  const [, a, b, forced] = /^sees a=(\S+) b=(\S+)( as told)?$/.exec(move) ?? [];
  return a === undefined ? undefined : { sights: { a: a as Sight, b: b as Sight }, isForced: forced !== undefined };
};

/** Directories that have come under a new name, which a look at that name alone tells of. */
export type Come = { readonly name: string; readonly sight: Sight };
export const COMINGS: readonly string[] = ['comes a=1', 'comes b=1', 'comes b=2', 'comes a=new2'];

/** A move as a coming; undefined: it is none. */
export const comingOf = (move: string): Come | undefined => {
  const [, name, sight] = /^comes (\w)=(\S+)$/.exec(move) ?? [];
  return name === undefined ? undefined : { name, sight: sight as Sight };
};

export const inodeOf = (sight: Sight): Inode | undefined => INODES.find((inode) => sight.endsWith(inode));
export const isInTheMaking = (sight: Sight): boolean => sight.startsWith('new');

/** Where each inode is seen: of two names the first counts. */
export const placesIn = ({ sights }: Look): Map<Inode, string> => {
  const places = new Map<Inode, string>();
  for (const name of NAMES) {
    const inode = inodeOf(sights[name]!);
    if (inode && !places.has(inode)) places.set(inode, name);
  }
  return places;
};

/** A directory that has been left alone is ten seconds old. */
const entryOf = (name: string, sight: Sight, wall: number): SeenEntry => ({
  name,
  dev: 1n,
  ino: BigInt(inodeOf(sight)!),
  link: !isInTheMaking(sight),
  changed: isInTheMaking(sight) ? wall : wall - 10_000_000,
});

/** A look as the scanner hears of it. */
export const completed = ({ sights, isForced }: Look, at = { elapsed: 0, wall: 1e15 }): AnyEventObject => ({
  type: 'scan.completed',
  entries: NAMES.filter((name) => inodeOf(sights[name]!)).map((name) => entryOf(name, sights[name]!, at.wall)),
  unknown: NAMES.filter((name) => sights[name] === '?'),
  dangling: NAMES.filter((name) => sights[name] === '!'),
  forced: isForced,
  at,
});

/** A coming as the scanner hears of it. */
export const added = ({ name, sight }: Come, at = { elapsed: 0, wall: 1e15 }): AnyEventObject => ({
  type: 'scan.added',
  entries: [entryOf(name, sight, at.wall)],
  at,
});

/** Device and inode, as the scanner names a directory. */
export const keyOf = (inode: Inode): string => `1:${inode}`;
