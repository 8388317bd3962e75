import { existsSync } from 'node:fs';
import { toPath } from '../../adapters/bytes.ts';
import type { Command } from '../commands.ts';
import { ask, CannotTell, warn } from './ask.ts';
import type { Connection } from './connection.ts';
import type { Found } from './find-supervisor.ts';
import { fromFiles } from './from-files.ts';
import type { Message } from './messages.ts';
import { watchOptions } from './options.ts';
import { firstWord } from './state-value.ts';

/** States that can be waited for; `up` is `running`. A service that is not supervised is `gone`. */
const STATES: readonly string[] = ['down', 'starting', 'running', 'finishing', 'backoff', 'gone'];
/** Milliseconds between two looks where nobody can be asked. */
const LOOK_PAUSE = 100;
const LATE = 1;

/** Reads `down`, `up`, `running,backoff`; undefined where it is something else. */
export const statesOf = (text: string): ReadonlySet<string> | undefined => {
  const states = text.split(',').map((word) => (word === 'up' ? 'running' : word));
  return states.every((state) => STATES.includes(state)) ? new Set(states) : undefined;
};

/** States that a message tells of a service, in the order that it was in them. */
const statesIn = (message: Message, actor: string): string[] => {
  if (message.type === 'services')
    return [message.services.find((service) => service.actor === actor)?.state ?? 'gone'];
  if (message.type === 'service' && message.service.actor === actor) return [message.service.state];
  if (message.type === 'forgotten' && message.actor === actor) return ['gone'];
  if (message.type === 'step' && message.step.actor === actor) return [firstWord(message.step.to)];
  return [];
};

/** Every state counts, however short: steps are told one by one. */
const untilTold = async (connection: Connection, actor: string, states: ReadonlySet<string>): Promise<void> => {
  connection.send({ type: 'follow', steps: 'transitions', actor });
  for (;;) {
    const message = await connection.next();
    if (!message) throw new CannotTell(`the supervisor (pid ${connection.hello.pid}) has ended`);
    if (message.type === 'refused') throw new CannotTell(message.reason);
    if (statesIn(message, actor).some((state) => states.has(state))) return;
  }
};

const untilSeen = async (directory: string, actor: string, states: ReadonlySet<string>, isOver: () => boolean) => {
  warn(`no supervisor of ${directory} can be asked: looking at supervise/status ten times a second`);
  const name = actor.slice(0, actor.lastIndexOf('/'));
  for (;;) {
    const state = fromFiles(directory, name).find((service) => service.actor === actor)?.state ?? 'gone';
    if (states.has(state) || isOver()) return;
    await new Promise((settle) => setTimeout(settle, LOOK_PAUSE));
  }
};

/** Waits, and gives up after some milliseconds. */
const waitFor = async (
  { connection, directory }: Found,
  service: string,
  states: ReadonlySet<string>,
  timeout?: number,
) => {
  const actor = service.endsWith('/log') ? service : `${service}/main`;
  if (!states.has('gone') && !existsSync(toPath(`${directory}/${service}`)) && connection?.hello.program !== 'runsv')
    throw new CannotTell('there is no such service');
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  const late = new Promise<number>((settle) => {
    const giveUp = (): void => {
      isOver = true;
      settle(LATE);
    };
    if (timeout !== undefined) timer = setTimeout(giveUp, timeout);
  });
  const reached = connection ? untilTold(connection, actor, states) : untilSeen(directory, actor, states, () => isOver);
  try {
    return await Promise.race([reached.then(() => 0), late]);
  } finally {
    clearTimeout(timer);
    // Whoever gave up closes the connection, and is not interested in what that ends.
    reached.catch(() => {});
  }
};

/** `runstate wait`: exit code 0 once the service is in the state, 1 where that takes too long. */
export const waitCommand: Command = {
  usage: 'wait SERVICE --until STATE[,STATE] [--timeout S] [--directory DIR]',
  summary: `wait until a service is ${STATES.join(', ')}, or up; exit code 1 after S seconds`,
  async run(args, { complain }) {
    const options = watchOptions(args, ['until', 'timeout']);
    const [service] = options?.services ?? [];
    const states = options?.until === undefined ? undefined : statesOf(options.until);
    if (!options || !states || service === undefined || options.services.length > 1) return undefined;
    return ask(`wait for ${service}`, options.directory, complain, (found) =>
      waitFor(found, service, states, options.timeout),
    );
  },
};
