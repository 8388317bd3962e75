import { setTimeout as passed } from 'node:timers/promises';
import { writeText } from '../../adapters/standard-output.ts';
import type { Command } from '../commands.ts';
import { ask, CannotTell, NOBODY } from '../watch/ask.ts';
import type { Connection } from '../watch/connection.ts';
import { type Found, findSupervisor } from '../watch/find-supervisor.ts';
import { optionsWith, watchOptions } from '../watch/options.ts';

/** Milliseconds in which the new program has to answer. */
const PATIENCE = 20_000;
/** Milliseconds between two looks whether it does. */
const PAUSE = 50;

/** The program that the supervisor has become: another socket of the same process. */
const successorOf = async (before: Connection, directory: string): Promise<Connection> => {
  const end = performance.now() + PATIENCE;
  for (;;) {
    const { connection } = await findSupervisor(directory);
    if (connection && connection.path !== before.path && connection.hello.pid === before.hello.pid) return connection;
    connection?.close();
    if (performance.now() > end)
      throw new CannotTell(`the new program (pid ${before.hello.pid}) does not answer; services go on by themselves`);
    await passed(PAUSE);
  }
};

const upgrade = async ({ connection, directory }: Found): Promise<number> => {
  if (!connection) throw new CannotTell(NOBODY);
  const { version, pid } = connection.hello;
  connection.send({ type: 'upgrade' });
  const answer = await connection.next();
  if (answer?.type === 'refused')
    throw new CannotTell(`${answer.reason}; version ${version} (pid ${pid}) goes on as before`);
  const successor = await successorOf(connection, directory);
  writeText(1, `${directory}: version ${version} has become ${successor.hello.version} (pid ${pid})\n`);
  successor.close();
  return 0;
};

const OPTIONS = optionsWith();

/** `runstate upgrade`: a running runsvdir becomes the program that is on disk now. */
export const upgradeCommand: Command = {
  options: OPTIONS,
  async run(args, { complain }) {
    const options = watchOptions(args, OPTIONS);
    if (!options || options.services.length > 0) return undefined;
    return ask('upgrade', options, complain, upgrade);
  },
};
