import { basename, resolve } from 'node:path';
import type { AnyActor, AnyMachineSnapshot } from 'xstate';
import type { ActorPath } from './messages.ts';

/** The machines that are recorded. */
export const RECORDED: ReadonlySet<string> = new Set([
  'runsvdir',
  'runsv',
  'runsv-process',
  'service',
  'svlogd',
  'log-directory',
]);

/** Facts that an actor's place is told from, of whichever machine it is. */
type Facts = {
  readonly label?: string;
  readonly role?: string;
  readonly directory?: string;
};

/** What the directory of a runsv is called: a name where a runsvdir hosts it, whatever it was given where it is alone. */
export const nameOfLabel = (label: string): string =>
  label.includes('/') || label === '.' ? basename(resolve(label)) : label;

/**
 * The place of an actor.
 *
 * @param above path of its parent; for a logger, whose system is its own, that of its log service.
 */
export const actorPath = (machine: string, context: Facts, above: ActorPath): ActorPath => {
  if (machine === 'runsvdir') return '';
  if (machine === 'runsv' || machine === 'runsv-process') return nameOfLabel(context.label!);
  if (machine === 'service') return `${above}/${context.role}`;
  return machine === 'svlogd' ? `${above}/svlogd` : `${above}/${context.directory}`;
};

/** The directory of services that an actor belongs to: empty for the scanner. */
export const serviceOf = (path: ActorPath): string => {
  const end = path.indexOf('/');
  return end < 0 ? path : path.slice(0, end);
};

/** Whether one place is the other, or below it. */
export const isWithin = (path: ActorPath, above: ActorPath): boolean =>
  above === '' || path === above || (path.startsWith(above) && path[above.length] === '/');

/**
 * The path of an actor's parent. An actor that is started by another's start is heard of first: the path of the one
 * above is told from what it is, then.
 *
 * @param above what the root of their system belongs to.
 */
export const parentPath = (
  actor: AnyActor,
  known: (actor: AnyActor) => ActorPath | undefined,
  above: ActorPath,
): ActorPath => {
  const parent = actor._parent as AnyActor | undefined;
  if (!parent) return above;
  const path = known(parent);
  if (path !== undefined) return path;
  const { machine, context } = parent.getSnapshot() as Partial<AnyMachineSnapshot>;
  const further = parentPath(parent, known, above);
  return machine && RECORDED.has(machine.id) ? actorPath(machine.id, context, further) : further;
};
