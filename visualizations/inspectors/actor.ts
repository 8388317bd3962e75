import type { ActorPath, StateValue, Step } from '../../runtime/watch/messages.ts';

export type Facts = Step['facts'];
export type Event = Step['event'];

/** An actor of the supervisor, as far as its event stream has told. */
export type Actor = {
  readonly path: ActorPath;
  /** Id of its machine. */
  readonly machine: string;
  /** What inspectors know it by: its path, and a number where another one had that path before. */
  readonly session: string;
  /** Session of the one above it; undefined: it is the root. */
  readonly parent: string | undefined;
  /** Session of the root of the tree. */
  readonly root: string;
  /** Number of its last step; 0: none was told. */
  seq: number;
  value: StateValue;
  facts: Facts;
  /** What it was last sent. */
  event: Event;
  /** Milliseconds, wall clock: when that was. */
  at: number;
  status: 'active' | 'done' | 'error' | 'stopped';
};

/** The path that the scanner has, which is empty, needs a word. */
export const nameOf = (path: ActorPath): string => path || 'runsvdir';

const first = (path: ActorPath, count: number): ActorPath => path.split('/').slice(0, count).join('/');

/** Path of the actor above: a log directory's own name may have slashes. Undefined: there is none. */
export const parentPath = (machine: string, path: ActorPath): ActorPath | undefined => {
  if (machine === 'service') return first(path, 1);
  if (machine === 'svlogd') return first(path, 2);
  if (machine === 'log-directory') return first(path, 3);
  return machine === 'runsvdir' ? undefined : '';
};

/** How an actor has ended, by the event that was its last. */
export const endOf = ({ type }: Event): Actor['status'] => {
  if (type === 'xstate.stop') return 'stopped';
  return type.startsWith('xstate.error.') ? 'error' : 'done';
};
