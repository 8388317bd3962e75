import type { Connection } from '../../runtime/watch/connection.ts';
import { findSupervisor } from '../../runtime/watch/find-supervisor.ts';
import { Door, type House } from './door.ts';
import type { Kind, Options } from './options.ts';
import type { Roster } from './roster.ts';
import { CannotInspect, Supervisor } from './supervisor.ts';

/** What the inspectors' programs are loaded for, when it is known which: XState 4 is nobody else's affair. */
const bridgeOf: Readonly<Record<Kind, (roster: Roster) => Promise<House>>> = {
  stately: async (roster) => new (await import('./stately/bridge.ts')).StatelyBridge(roster),
  xstate: async (roster) => new (await import('../xstate-viz/bridge.ts')).VizBridge(roster),
};

/** What a person does next. */
const invitation: Readonly<Record<Kind, (port: number) => string>> = {
  stately: (port) => `Stately inspector: open http://127.0.0.1:${port}/\nor connect one to ws://127.0.0.1:${port}`,
  xstate: (port) => `XState visualizer: connect one to the server 127.0.0.1:${port}`,
};

const find = async (asked: string | undefined): Promise<Connection> => {
  const { directory, connection } = await findSupervisor(asked);
  if (!connection) throw new CannotInspect(`${directory}: no supervisor that records can be asked`);
  return connection;
};

/**
 * Shows a supervisor's actors to inspectors. It ends, by throwing, when the supervisor does.
 *
 * @param say told where inspectors find this, once they do.
 */
export const inspect = async (
  { kind, directory, service, port, origins }: Options,
  say: (text: string) => void,
): Promise<never> => {
  const connection = await find(directory);
  const supervisor = new Supervisor(connection, service);
  let door: Door | undefined;
  try {
    await supervisor.open();
    door = new Door(await bridgeOf[kind](supervisor.roster), origins);
    await door.open(port);
    say(invitation[kind](door.port));
    return await supervisor.follow();
  } finally {
    door?.close();
    connection.close();
  }
};
