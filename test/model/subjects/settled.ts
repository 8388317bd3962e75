import { setTimeout as pause } from 'node:timers/promises';

/** What agrees never waits so long. */
const DEADLINE = 60_000;
const SHORTEST = 5;
const LONGEST = 50;

/** When what has been waited for seems to need a push, in milliseconds, and how often then. */
const PATIENCE = 1000;

/**
 * Waits until something is so, looking less and less often.
 *
 * @param nudge done now and then where it takes long.
 */
export const settled = async (what: string, look: () => boolean, nudge: () => void = () => {}): Promise<void> => {
  const end = performance.now() + DEADLINE;
  let patient = performance.now() + PATIENCE;
  for (let interval = SHORTEST; ; interval = Math.min(interval * 1.5, LONGEST)) {
    if (attempt(look) === true) return;
    if (performance.now() > end) throw new Error(`waited in vain until ${what}`);
    if (performance.now() > patient) {
      attempt(nudge);
      patient = performance.now() + PATIENCE;
    }
    await pause(interval);
  }
};

/** Files may be missing for a moment. */
const attempt = <T>(look: () => T): T | undefined => {
  try {
    return look();
  } catch {
    return undefined;
  }
};
