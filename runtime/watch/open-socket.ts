import { errnoText } from '../../machines/rules/errno-text.ts';
import { packageVersion } from '../installation.ts';
import type { OrderUpgrade } from '../upgrade/order.ts';
import { LoadMeter } from './load.ts';
import type { Message } from './messages.ts';
import type { Recorder } from './recorder.ts';
import { makeRunDirectory, runDirectoryPath } from './run-directory.ts';
import { WatchServer } from './server.ts';
import { sweep } from './stale.ts';

/**
 * Makes the socket on which a supervisor tells what it has recorded. Throws an Error that says why there is none.
 *
 * @returns what closes and removes it.
 */
export const openSocket = async (
  recorder: Recorder,
  program: Extract<Message, { type: 'hello' }>['program'],
  directory: string,
  startedAt: number,
  upgrade?: OrderUpgrade,
): Promise<() => void> => {
  const uid = process.getuid!();
  const path = runDirectoryPath(process.env, uid);
  makeRunDirectory(path, uid);
  const { pid } = process;
  const hello = { type: 'hello', protocol: 1, program, version: packageVersion(), pid, directory, startedAt } as const;
  const server = new WatchServer(path, program, { hello, recorder, meter: new LoadMeter(), upgrade });
  try {
    await server.open();
  } catch (error) {
    throw new Error(`unable to listen on ${server.path}: ${errnoText((error as NodeJS.ErrnoException).code ?? '')}`);
  }
  // Nobody waits for this; what it cannot remove, the next one may.
  sweep(path, server.path).catch(() => {});
  return () => server.close();
};
