import type { Command } from '../commands.ts';
import { ask } from './ask.ts';
import { optionsWith, watchOptions } from './options.ts';
import { waitFor } from './wait.ts';

/** States that can be waited for; `up` is `running`. A service that is not supervised is `gone`. */
const STATES: readonly string[] = ['down', 'starting', 'running', 'finishing', 'backoff', 'gone'];

/** Reads `down`, `up`, `running,backoff`; undefined where it is something else. */
export const statesOf = (text: string): ReadonlySet<string> | undefined => {
  const states = text.split(',').map((word) => (word === 'up' ? 'running' : word));
  return states.every((state) => STATES.includes(state)) ? new Set(states) : undefined;
};

const OPTIONS = optionsWith('until', 'timeout');

/** `runstate wait`: exit code 0 once the service is in the state, 1 where that takes too long. */
export const waitCommand: Command = {
  options: OPTIONS,
  async run(args, { complain }) {
    const options = watchOptions(args, OPTIONS);
    const [service] = options?.services ?? [];
    const states = options?.until === undefined ? undefined : statesOf(options.until);
    if (!options || !states || service === undefined || options.services.length > 1) return undefined;
    return ask(`wait for ${service}`, options, complain, (found) => waitFor(found, service, states, options.timeout));
  },
};
