import type { Step } from '../../../runtime/watch/messages.ts';
import type { Transition } from '../../chart/types.ts';
import { type Active, activeIn, after, type Index } from './configuration.ts';

/** The longest chain of transitions that one event is followed through. */
const LONGEST = 6;

const fits = (event: string, descriptor: string): boolean =>
  descriptor === event || (descriptor.endsWith('.*') && event.startsWith(descriptor.slice(0, -1)));
const keyOf = (active: Active): string => [...active].sort().join(' ');
const depthOf = ({ source }: Transition): number => (source === '' ? 0 : source.split('.').length);

type Trail = { readonly active: Active; readonly taken: readonly Transition[] };

/** What may be taken next: transitions out of states that hold, for the event, or for none. */
const nextOf = (index: Index, { active, taken }: Trail, event: string): Trail[] =>
  index.transitions
    .filter((one) => one.target !== undefined && active.has(one.source) && (one.event === '' || fits(event, one.event)))
    .map((one) => ({ active: after(index, active, one), taken: [...taken, one] }));

/** Which way a machine went from one configuration to another: the shortest that its chart has for the event. */
const wayTo = (index: Index, start: Active, event: string, goal: string): readonly Transition[] | undefined => {
  let trails: Trail[] = [{ active: start, taken: [] }];
  const seen = new Set([keyOf(start)]);
  for (let length = 0; length < LONGEST && trails.length > 0; length++) {
    const next = trails.flatMap((trail) => nextOf(index, trail, event));
    const found = next.find(({ active }) => keyOf(active) === goal);
    if (found) return found.taken;
    trails = next.filter(({ active }) => !seen.has(keyOf(active)));
    for (const { active } of trails) seen.add(keyOf(active));
  }
  return undefined;
};

/** Innermost transition that takes the event without leaving its state. */
const inPlace = (index: Index, active: Active, event: string): Transition[] => {
  const heard = index.transitions.filter(
    (one) => active.has(one.source) && one.event !== '' && fits(event, one.event) && one.target === undefined,
  );
  const deepest = Math.max(...heard.map(depthOf));
  return heard.filter((one) => depthOf(one) === deepest);
};

/**
 * The transitions that a step took, as far as the chart tells. A step says from where, to where and by which event;
 * where several guarded transitions lead the same way, all of them are possible.
 */
export const takenBy = (index: Index, step: Step): readonly Transition[] => {
  if (step.kind === 'started' || step.kind === 'stopped') return [];
  const to = activeIn(step.to);
  if (step.from === undefined) return inPlace(index, to, step.event.type);
  const [start, goal] = [activeIn(step.from), keyOf(to)];
  if (keyOf(start) === goal) return inPlace(index, to, step.event.type);
  const way = wayTo(index, start, step.event.type, goal);
  if (way) return way.flatMap((one) => alike(index, one));
  return index.transitions.filter(
    (one) => one.target !== undefined && start.has(one.source) && keyOf(after(index, start, one)) === goal,
  );
};

const alike = (index: Index, { source, target, event }: Transition): Transition[] =>
  index.transitions.filter((one) => one.source === source && one.target === target && one.event === event);
