import type { StateValue } from './messages.ts';

type Nodes = readonly unknown[];

/**
 * Whether two configurations, as XState's snapshots list their active nodes, are the same state. The values of states
 * are made anew at every step, and to compare them name by name made V8 compile its code again and again: half as much
 * as a transition costs.
 */
export const areSameNodes = (one: Nodes, other: Nodes): boolean => {
  if (one === other) return true;
  if (one.length !== other.length) return false;
  for (let index = 0; index < one.length; index++) {
    // Regions that were left and entered again come in another order.
    if (one[index] !== other[index] && !other.includes(one[index])) return false;
  }
  return true;
};

/** The first word of a state: `running` for `{ running: { … } }`. */
export const firstWord = (value: StateValue): string => (typeof value === 'string' ? value : Object.keys(value)[0]!);

/** A state in a line: `starting.consulting`, `running(orders.attending killing.attending)`. */
export const stateText = (value: StateValue): string => {
  if (typeof value === 'string') return value;
  const regions = Object.entries(value).map(([name, below]) => {
    const text = stateText(below);
    return typeof below === 'object' && Object.keys(below).length > 1 ? `${name}(${text})` : `${name}.${text}`;
  });
  return regions.join(' ');
};
