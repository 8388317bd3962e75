import { Door } from '../../runtime/door/door.ts';
import { newToken } from '../../runtime/door/token.ts';
import type { Connection } from '../../runtime/watch/connection.ts';
import { findSupervisor } from '../../runtime/watch/find-supervisor.ts';
import { type Bridge, InspectorHouse } from './house.ts';
import type { Kind, Options } from './options.ts';
import type { Roster } from './roster.ts';
import { CannotInspect, Supervisor } from './supervisor.ts';

/** What the inspectors' programs are loaded for, when it is known which: XState 4 is nobody else's affair. */
const bridgeOf: Readonly<Record<Kind, (roster: Roster) => Promise<Bridge>>> = {
  stately: async (roster) => new (await import('./stately/bridge.ts')).StatelyBridge(roster),
  xstate: async (roster) => new (await import('../xstate-viz/bridge.ts')).VizBridge(roster),
};

/** The only address that is listened on. */
const HOST = '127.0.0.1';

/** What a person does next. Whoever has the address may look: it is told to nobody else. */
const invitation: Readonly<Record<Kind, (address: string) => string>> = {
  stately: (address) => `Stately inspector: open http://${address}\nor connect one to ws://${address}`,
  xstate: (address) => `XState visualizer: connect one to the server ${address}`,
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
    const token = newToken();
    door = new Door(new InspectorHouse(await bridgeOf[kind](supervisor.roster), token, origins));
    const bound = await door.listen({ type: 'tcp', host: HOST, port });
    say(invitation[kind](`${HOST}:${bound}/${token}`));
    return await supervisor.follow();
  } finally {
    door?.close();
    connection.close();
  }
};
