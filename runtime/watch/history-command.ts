import { writeText } from '../../adapters/standard-output.ts';
import type { Command } from '../commands.ts';
import { allStatuses } from './all-statuses.ts';
import { ask } from './ask.ts';
import { columnLines } from './columns.ts';
import type { Found } from './find-supervisor.ts';
import { historyOf } from './history-of.ts';
import type { Recording } from './messages.ts';
import { optionsWith, watchOptions } from './options.ts';
import { whyText } from './why.ts';
import { stepCells } from './words.ts';

const tellJson = async (found: Found, word: string): Promise<void> => {
  const { actor, lost, steps } = await historyOf(found, word);
  const { directory } = found;
  const head = { format: 'runstate-recording', version: 1, directory, recordedAt: Date.now(), actor } as const;
  writeText(1, `${JSON.stringify({ ...head, lost, steps } satisfies Recording)}\n`);
};

const tell = async (found: Found, word: string): Promise<void> => {
  const { actor, lost, steps } = await historyOf(found, word);
  const { services } = await allStatuses(found);
  const shown = services.filter(({ actor: path, name }) => path === actor || name === actor);
  const why = shown.map((status) => whyText(status, steps, Date.now()));
  const older = lost > 0 ? [`${lost} older steps are not kept any more`] : [];
  writeText(1, `${[...why, ...older, ...columnLines(steps.map(stepCells))].join('\n')}\n`);
};

const OPTIONS = optionsWith('json');

/** `runstate history`: why a service is in the state that it is in. */
export const historyCommand: Command = {
  options: OPTIONS,
  async run(args, { complain }) {
    const options = watchOptions(args, OPTIONS);
    const [service] = options?.services ?? [];
    if (!options || service === undefined || options.services.length > 1) return undefined;
    return ask(`tell the history of ${service}`, options, complain, async (found) => {
      await (options.json ? tellJson : tell)(found, service);
      return 0;
    });
  },
};
