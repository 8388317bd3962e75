import type { ActorPath } from './types.ts';

/** Machine of an actor, by its place in the tree. */
export const machineOf = (actor: ActorPath): string => {
  if (actor === '') return 'runsvdir';
  if (/(^|\/)\.(\/|$)/.test(actor) || /\/svlogd\/.+/.test(actor)) return 'log-directory';
  if (actor.endsWith('/svlogd')) return 'svlogd';
  return /^[^/]+\/(main|log)$/.test(actor) ? 'service' : 'runsv';
};

/** The service directory that an actor belongs to; empty: the scanner. */
export const rootOf = (actor: ActorPath): string => actor.split('/')[0]!;

/** How far below the scanner an actor is. */
export const depthOf = (actor: ActorPath): number => {
  if (actor === '') return 0;
  const machine = machineOf(actor);
  return { runsv: 1, service: 2, svlogd: 3 }[machine] ?? 4;
};

/** How an actor is called beside its relatives. */
export const shortName = (actor: ActorPath): string => {
  if (actor === '') return 'scanner';
  const logDirectory = /\/svlogd\/(.+)$/.exec(actor);
  return logDirectory ? logDirectory[1]! : actor.split('/').at(-1)!;
};

/** The scanner, the runsv of a directory and everything below it, in the order of the tree. */
export const familyOf = (actor: ActorPath, known: Iterable<ActorPath>): readonly ActorPath[] => {
  const root = rootOf(actor);
  if (root === '') return [''];
  const below = [...known].filter((one) => one.startsWith(`${root}/`));
  const order = (one: ActorPath): string => one.replace(`${root}/main`, `${root}/`);
  return [
    '',
    root,
    ...new Set([actor, ...below].filter((one) => one !== root).sort((a, b) => (order(a) < order(b) ? -1 : 1))),
  ];
};
