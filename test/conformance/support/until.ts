import { setTimeout as pause } from 'node:timers/promises';

/** Long enough for a loaded machine; a scenario that agrees never waits so long. */
const DEADLINE = 60_000;
const INTERVAL = 8;

/**
 * Asks until there is an answer.
 *
 * @param what is waited for, in words: the message of the failure.
 * @param probe returns undefined or false for "not yet". What it throws counts as "not yet" as well.
 * @param seen told in the failure, to say what was there instead.
 */
export const until = async <T>(
  what: string,
  probe: () => T | undefined | false,
  { deadline = DEADLINE, seen }: { deadline?: number; seen?: () => unknown } = {},
): Promise<T> => {
  const end = performance.now() + deadline;
  for (;;) {
    const answer = attempt(probe);
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() > end) throw new Error(`waited in vain until ${what}${description(seen)}`);
    await pause(INTERVAL);
  }
};

const attempt = <T>(probe: () => T): T | undefined => {
  try {
    return probe();
  } catch {
    return undefined;
  }
};

const description = (seen: (() => unknown) | undefined): string =>
  seen === undefined ? '' : `; there is ${JSON.stringify(attempt(seen))}`;
