import type { Outcome } from './simulate.ts';
import type { Action, Service, Story } from './story.ts';

/** Plays of a story that shrinking may cost. */
const MOST_PLAYS = 400;

/** What kind of thing went wrong, whichever pid, time or service it was. */
export const kindOf = (violation: string): string =>
  violation
    .split('\n')[0]!
    .replace(/\/service\/\w+/g, 'SERVICE')
    .replace(/\d+/g, 'N')
    .replace(/ (?:bytes|is said|has processes|says).*/, '')
    .slice(0, 60);

/** Lists with one piece left out, large pieces first. */
const without = function* <T>(list: readonly T[]): Generator<readonly T[]> {
  for (let size = Math.ceil(list.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2))
    for (let at = 0; at < list.length; at += size) yield [...list.slice(0, at), ...list.slice(at + size)];
};

/** An action that is not so special. */
const plainer = function* (action: Action): Generator<Action> {
  if (action.after > 0) yield { ...action, after: 0 };
  if (action.type === 'letters' && action.letters.length > 1)
    for (const letters of without([...action.letters])) yield { ...action, letters: letters.join('') };
  if (action.type === 'fault' && action.odds < 1) yield { ...action, odds: 1 };
};

const plainerService = function* ({ finish, ...service }: Service): Generator<Service> {
  if (finish) yield service;
  const kept = finish ? { finish } : {};
  if (service.log) yield { ...service, ...kept, log: false };
  if (service.down) yield { ...service, ...kept, down: false };
  if (Object.keys(service.run).length > 0) yield { ...service, ...kept, run: {} };
};

const replaced = <T>(list: readonly T[], index: number, by: T): readonly T[] =>
  list.map((one, at) => (at === index ? by : one));

/** Stories that are a step simpler. */
const simpler = function* (story: Story): Generator<Story> {
  for (const actions of without(story.actions)) yield { ...story, actions };
  if (story.services.length > 1)
    for (const services of without(story.services)) if (services.length > 0) yield { ...story, services };
  for (const [index, action] of story.actions.entries())
    for (const by of plainer(action)) yield { ...story, actions: replaced(story.actions, index, by) };
  for (const [index, service] of story.services.entries())
    for (const by of plainerService(service)) yield { ...story, services: replaced(story.services, index, by) };
};

/**
 * The simplest story found that goes wrong in the same way: what can be left out is, piece by piece.
 *
 * @param play plays a story to its end.
 * @param mostPlays how often it may be called.
 */
export const shrink = (
  story: Story,
  violation: string,
  play: (story: Story) => Outcome,
  mostPlays = MOST_PLAYS,
): Story => {
  const kind = kindOf(violation);
  let plays = 0;
  const fails = (candidate: Story): boolean => {
    const outcome = play(candidate);
    return outcome.violation !== undefined && kindOf(outcome.violation) === kind;
  };
  let best = story;
  for (let hasImproved = true; hasImproved; ) {
    hasImproved = false;
    for (const candidate of simpler(best)) {
      if (plays++ >= mostPlays) return best;
      if (!fails(candidate)) continue;
      best = candidate;
      hasImproved = true;
      break;
    }
  }
  return best;
};
