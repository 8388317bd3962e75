import { writeText } from '../../adapters/standard-output.ts';
import type { Command } from '../commands.ts';
import { printable, stateText } from '../demo/words.ts';
import { allStatuses, type Statuses } from './all-statuses.ts';
import { ask, warn } from './ask.ts';
import { columnLines } from './columns.ts';
import type { Found } from './find-supervisor.ts';
import type { KnownStatus } from './from-files.ts';
import { watchOptions } from './options.ts';
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

/** Whether a name on the command line means a service: `web` means its log service, too. */
const isMeant =
  (names: readonly string[]) =>
  ({ name, role }: Pick<KnownStatus, 'name' | 'role'>): boolean =>
    names.length === 0 || names.includes(name) || (role === 'log' && names.includes(`${name}/log`));

/** What was asked for of all; and names that nothing is known of. */
export const select = (all: Statuses, names: readonly string[]): { chosen: Statuses; missing: string[] } => {
  const services = all.services.filter(isMeant(names));
  const unsupervised = all.unsupervised.filter((name) => names.length === 0 || names.includes(name));
  const missing = names.filter((name) => !unsupervised.includes(name) && !services.some(isMeant([name])));
  return { chosen: { ...all, services, unsupervised }, missing };
};

const show = async (found: Found, names: readonly string[], json: boolean): Promise<number> => {
  const { chosen, missing } = select(await allStatuses(found), names);
  const { directory } = found;
  if (json) writeText(1, `${JSON.stringify({ directory, ...chosen })}\n`);
  else writeText(1, `${statusLines(chosen, Date.now()).join('\n')}\n`);
  if (!json && chosen.source === 'files')
    warn(`no supervisor of ${directory} can be asked: this is what supervise/status says`);
  for (const name of missing) warn(`there is no service ${name} in ${directory}`);
  return missing.length === 0 ? 0 : 1;
};

/** `runstate status`: how services are. Exit code 1 where a service that was named is not there. */
export const statusCommand: Command = {
  usage: 'status [--json] [--directory DIR] [SERVICE…]',
  summary: 'show how services and their log services are',
  async run(args, { complain }) {
    const options = watchOptions(args, ['json']);
    if (!options) return undefined;
    return ask('tell the status', options.directory, complain, (found) => show(found, options.services, options.json));
  },
};
