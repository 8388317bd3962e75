import { writeText } from '../../adapters/standard-output.ts';
import type { Command } from '../commands.ts';
import { ask, CannotTell } from './ask.ts';
import { columnLines } from './columns.ts';
import type { Connection } from './connection.ts';
import { historyOf } from './history-of.ts';
import type { Message, Step } from './messages.ts';
import { optionsWith, watchOptions } from './options.ts';
import { stepCells } from './words.ts';

type Say = (message: Extract<Message, { type: 'step' | 'gap' }>) => void;

const sayJson: Say = (message) => writeText(1, `${JSON.stringify(message)}\n`);

const sayText: Say = (message) => {
  if (message.type === 'step') writeText(1, `${stepCells(message.step).join('  ')}\n`);
  else writeText(1, `steps ${message.from} to ${message.to} are not kept any more, or came too quickly\n`);
};

/** What is kept, all at once. */
const sayKept = (steps: readonly Step[], json: boolean): void => {
  if (json) for (const step of steps) sayJson({ type: 'step', step });
  else if (steps.length > 0) writeText(1, `${columnLines(steps.map(stepCells)).join('\n')}\n`);
};

/** What is kept, and then what happens, until the supervisor ends. */
const follow = async (connection: Connection, actor: string, say: Say): Promise<never> => {
  connection.send({ type: 'follow', steps: 'transitions', actor, since: 0 });
  for (;;) {
    const message = await connection.next();
    if (!message) throw new CannotTell(`the supervisor (pid ${connection.hello.pid}) has ended`);
    if (message.type === 'refused') throw new CannotTell(message.reason);
    if (message.type === 'step' || message.type === 'gap') say(message);
  }
};

const OPTIONS = optionsWith('json', 'follow');

/** `runstate events`: what services do. With `--follow` it ends when the supervisor does, with exit code 111. */
export const eventsCommand: Command = {
  options: OPTIONS,
  async run(args, { complain }) {
    const options = watchOptions(args, OPTIONS);
    if (!options || options.services.length > 1) return undefined;
    const [word] = options.services;
    return ask('tell the events', options, complain, async (found) => {
      const { steps, actor } = await historyOf(found, word);
      if (options.follow) return follow(found.connection!, actor, options.json ? sayJson : sayText);
      sayKept(steps, options.json);
      return 0;
    });
  },
};
