import { writeText } from '../../adapters/standard-output.ts';
import type { Command } from '../commands.ts';
import { printable, stateText } from '../demo/words.ts';
import { allStatuses, type Statuses } from './all-statuses.ts';
import { ask, meant, warn } from './ask.ts';
import { columnLines } from './columns.ts';
import type { Found } from './find-supervisor.ts';
import type { KnownStatus } from './from-files.ts';
import type { ActorPath } from './messages.ts';
import { optionsWith, watchOptions } from './options.ts';
import { agoText, lastExitText, serviceName } from './words.ts';

const TITLES = ['SERVICE', 'STATE', 'WANT', 'PID', 'SINCE', 'RESTARTS', 'LAST EXIT'];

const rowOf = (status: KnownStatus, now: number): string[] => [
  serviceName(status),
  stateText(status),
  status.want,
  String(status.pid ?? ''),
  agoText(status.since, now),
  String(status.restarts ?? '?'),
  lastExitText(status.lastExit, now),
];

/** The table: a line of titles, one for each service and each log service, one for what nobody supervises. */
export const statusLines = ({ services, unsupervised }: Statuses, now: number): string[] => {
  const rows = [...services.map((status) => rowOf(status, now)), ...unsupervised.map((name) => [printable(name), '-'])];
  return columnLines([TITLES, ...rows]);
};

/** Whether an actor means a service: `web` means its log service, too. */
const isMeant = (actor: ActorPath | undefined, { name, actor: own }: KnownStatus): boolean =>
  actor === name || actor === own;

/** What was asked for of all; and words that mean nothing of it. */
const select = (
  all: Statuses,
  actors: ReadonlyMap<string, ActorPath | undefined>,
): { chosen: Statuses; missing: string[] } => {
  if (actors.size === 0) return { chosen: all, missing: [] };
  const meant = [...actors.values()];
  const services = all.services.filter((status) => meant.some((actor) => isMeant(actor, status)));
  const unsupervised = all.unsupervised.filter((name) => meant.includes(name));
  const isThere = (actor: ActorPath | undefined): boolean =>
    services.some((status) => isMeant(actor, status)) || unsupervised.some((name) => name === actor);
  const missing = [...actors].filter(([, actor]) => !isThere(actor)).map(([word]) => word);
  return { chosen: { ...all, services, unsupervised }, missing };
};

const meantOrNone = (word: string, found: Found): ActorPath | undefined => {
  try {
    return meant(word, found);
  } catch {
    return undefined;
  }
};

const show = async (found: Found, names: readonly string[], json: boolean): Promise<number> => {
  const { directory } = found;
  const actors = new Map(names.map((word) => [word, meantOrNone(word, found)]));
  const { chosen, missing } = select(await allStatuses(found), actors);
  if (json) writeText(1, `${JSON.stringify({ directory, ...chosen })}\n`);
  else writeText(1, `${statusLines(chosen, Date.now()).join('\n')}\n`);
  if (!json && chosen.source === 'files')
    warn(`no supervisor of ${directory} can be asked: this is what supervise/status says`);
  for (const name of missing) warn(`there is no service ${name} in ${directory}`);
  return missing.length === 0 ? 0 : 1;
};

const OPTIONS = optionsWith('json');

/** `runstate status`: how services are. Exit code 1 where a service that was named is not there. */
export const statusCommand: Command = {
  options: OPTIONS,
  async run(args, { complain }) {
    const options = watchOptions(args, OPTIONS);
    if (!options) return undefined;
    return ask('tell the status', options, complain, (found) => show(found, options.services, options.json));
  },
};
