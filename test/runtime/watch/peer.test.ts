import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { LoadMeter } from '../../../runtime/watch/load.ts';
import { Peer } from '../../../runtime/watch/peer.ts';
import { Recorder } from '../../../runtime/watch/recorder.ts';
import { temporary } from '../../support/temporary.ts';
import { until } from '../../support/until.ts';

/** Milliseconds in which a client has to read something here. */
const SILENCE = 300;

/** A peer that has so much to say at first; both ends of its socket. */
const met = async (length: number): Promise<{ client: Socket; socket: Socket }> => {
  const directory = 'd'.repeat(length);
  const hello = {
    ...({ type: 'hello', protocol: 1, program: 'runsvdir', version: '0', pid: 1, startedAt: 1, directory } as const),
  };
  const recorder = new Recorder((cause) => {
    throw cause;
  });
  const path = `${temporary()}/socket`;
  const server = createServer({ allowHalfOpen: true }).listen(path);
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const client = connect(path).pause();
  onTestFinished(() => void client.destroy());
  const [socket] = (await once(server, 'connection')) as [Socket];
  new Peer(socket, { hello, recorder, meter: new LoadMeter() }, () => true, SILENCE);
  return { client, socket };
};

it('drops who reads nothing of what waits, and keeps who has read everything and says nothing', async () => {
  const [deaf, quiet] = [await met(8 << 20), await met(10)];
  await until('the one that does not read is dropped', () => deaf.socket.destroyed);
  const end = performance.now() + 2 * SILENCE;
  await until('the time of the other one is up too', () => performance.now() > end);
  expect(quiet.socket.destroyed).toBe(false);
});
