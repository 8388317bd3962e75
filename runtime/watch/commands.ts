import type { Commands } from '../commands.ts';
import { eventsCommand } from './events-command.ts';
import { historyCommand } from './history-command.ts';
import { statusCommand } from './status-command.ts';
import { waitCommand } from './wait-command.ts';

/** Commands of `runstate` that look at services. */
export const watchCommands: Commands = {
  status: statusCommand,
  events: eventsCommand,
  history: historyCommand,
  wait: waitCommand,
};
