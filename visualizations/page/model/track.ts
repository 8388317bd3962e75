import type { ActorPath, Step, StepKind } from '../../../runtime/watch/messages.ts';

/** Steps of one service and of all below it, oldest first, each once. */
export type Track = {
  readonly root: ActorPath;
  readonly lost: number;
  readonly steps: readonly Step[];
  /** Numbers of steps after which some are missing. */
  readonly gaps: readonly number[];
};

/** Steps that are kept of a service that is looked at for long. */
export const MOST_STEPS = 5000;

export const emptyTrack = (root: ActorPath): Track => ({ root, lost: 0, steps: [], gaps: [] });

/** A track with more steps, which may be known, and may be older. */
export const withSteps = (track: Track, more: readonly Step[], lost = track.lost): Track => {
  const last = track.steps.at(-1)?.seq ?? 0;
  const isLater = more.every(({ seq }, place) => seq > (more[place - 1]?.seq ?? last));
  const steps = isLater ? [...track.steps, ...more] : sorted([...track.steps, ...more]);
  const surplus = Math.max(0, steps.length - MOST_STEPS);
  return { ...track, steps: surplus > 0 ? steps.slice(surplus) : steps, lost: lost + surplus };
};

const sorted = (steps: readonly Step[]): Step[] =>
  [...new Map(steps.map((step) => [step.seq, step])).values()].sort((one, other) => one.seq - other.seq);

/** A track that is known to miss steps from here on. */
export const withGap = (track: Track, from: number): Track => ({ ...track, gaps: [...track.gaps, from] });

const SHOWN: ReadonlySet<StepKind> = new Set<StepKind>(['started', 'transition', 'snapshot', 'stopped']);

/** What the history shows of an actor: its turns, not the events that came to nothing. */
export const turnsOf = (track: Track, actor: ActorPath): readonly Step[] =>
  track.steps.filter((step) => step.actor === actor && SHOWN.has(step.kind));

/** Where in the past somebody looks: the number of a step; null: now. */
export type Cursor = number | null;

/** The step that a cursor means; the last one when it is now, or when its step is gone. */
export const stepAt = (turns: readonly Step[], cursor: Cursor): Step | undefined =>
  cursor === null ? turns.at(-1) : (turns.findLast(({ seq }) => seq <= cursor) ?? turns[0]);

/** The cursor so many steps further on. Past the last step it is now again, except where there is no now. */
export const moved = (turns: readonly Step[], cursor: Cursor, by: number, live: boolean): Cursor => {
  const place = cursor === null ? turns.length - 1 : turns.findLastIndex(({ seq }) => seq <= cursor);
  const next = Math.max(0, place + by);
  if (next >= turns.length) return live ? null : (turns.at(-1)?.seq ?? null);
  return turns[next]?.seq ?? null;
};
