import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { Connection } from '../../../runtime/watch/connection.ts';
import { temporary } from '../../support/temporary.ts';

const HELLO = '{"type":"hello","protocol":1}\n';

/** A client's socket, and the other end of it, which reads nothing. */
const pair = async (): Promise<{ client: Socket; server: Socket }> => {
  const path = join(temporary(), 'socket');
  const listener = createServer({ pauseOnConnect: true });
  listener.listen(path);
  onTestFinished(() => void listener.close());
  await once(listener, 'listening');
  const client = connect(path);
  const [server] = (await once(listener, 'connection')) as [Socket];
  onTestFinished(() => void server.destroy());
  return { client, server };
};

it('ends where the supervisor hangs up on what it has not read', async () => {
  const { client, server } = await pair();
  server.write(HELLO);
  const connection = (await Connection.open(client, ''))!;
  await new Promise<void>((settle) => {
    client.write('{"type":"services"}\n', () => settle());
  });
  // The kernel tells the client of a reset, not of an end.
  server.destroy();
  expect(await connection.next()).toBeUndefined();
});

it('gives up on somebody who says nothing', async () => {
  const { client } = await pair();
  expect(await Connection.open(client, '')).toBeUndefined();
});
