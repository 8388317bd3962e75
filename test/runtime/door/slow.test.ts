import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { Door, type House } from '../../../runtime/door/door.ts';
import { until } from '../../support/until.ts';
import { deaf, frame, knock } from './support/visitor.ts';

/** Milliseconds that the doors here wait for a client; so little that tests are short. */
const PATIENCE = 400;

const open = async (mostViewers = 8) => {
  const viewers: WebSocket[] = [];
  let dropped = 0;
  const house: House = {
    ...{ mostViewers, longestMessage: 1000 },
    answer: (_request: IncomingMessage, response) => void response.end('yes'),
    greet: () => ({ welcome: (viewer) => void viewers.push(viewer) }),
    dropped: () => {
      dropped += 1;
    },
  };
  const door = new Door(house, PATIENCE);
  onTestFinished(() => door.close());
  const port = await door.listen({ type: 'tcp', host: '127.0.0.1', port: 0 });
  return { port, viewers, dropped: () => dropped, url: `ws://127.0.0.1:${port}/` };
};

/** More than the kernel takes for who does not read. */
const MUCH = 'x'.repeat(16 << 20);

const told = (socket: Socket): Promise<string> =>
  new Promise((settle) => {
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.once('close', () => settle(text));
  });

it('drops a viewer that takes nothing of what waits for it, and none that has all', async () => {
  const { port, url, viewers, dropped } = await open();
  const idle = await knock(url);
  const slow = await deaf(port, '/');
  const quick = (await knock(url)) as WebSocket;
  viewers[1]!.send(MUCH);
  viewers[2]!.send('little');
  await once(quick, 'message');
  await until('the slow one is dropped', () => dropped() === 1);
  slow.resume();
  await once(slow, 'close');
  expect([idle, quick].map((one) => (one as WebSocket).readyState)).toEqual([WebSocket.OPEN, WebSocket.OPEN]);
});

it('drops one that was idle for long before', async () => {
  const { port, viewers, dropped } = await open();
  await deaf(port, '/');
  const end = performance.now() + 2 * PATIENCE;
  await until('its time was up once', () => performance.now() > end);
  expect(dropped()).toBe(0);
  viewers[0]!.send(MUCH);
  await until('it is dropped', () => dropped() === 1);
});

it('drops one that asks for pongs and does not read them', async () => {
  const { port, viewers } = await open();
  const socket = await deaf(port, '/');
  const pings = Buffer.concat(Array.from({ length: 1000 }, () => frame(9, 'x'.repeat(100))));
  const push = (): void => {
    while (socket.writable && socket.write(pings));
  };
  socket.on('drain', push).on('error', () => {});
  push();
  await until('it is gone', () => viewers[0]?.readyState === WebSocket.CLOSED);
});

it('takes no message that is too long', async () => {
  const socket = (await knock((await open()).url)) as WebSocket;
  socket.send('x'.repeat(1001));
  expect((await once(socket, 'close'))[0]).toBe(1009);
});

it('hangs up on who does not say what it wants', async () => {
  const { port } = await open();
  const [silent, half] = [connect(port, '127.0.0.1'), connect(port, '127.0.0.1')];
  half.write('GET / HTTP/1.1\r\nHost: 127.0.0.1');
  const body = connect(port, '127.0.0.1');
  body.write(`POST / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Length: 10\r\n\r\nx`);
  const [first, second] = await Promise.all([told(silent), told(half), told(body)]);
  expect([first, second]).toEqual([
    expect.stringMatching(/^(HTTP\/1\.1 408 .*|)$/s),
    expect.stringMatching(/^HTTP\/1\.1 408 /),
  ]);
});

it('serves so many at a time, and says so to the next', async () => {
  const { url } = await open(2);
  const first = (await knock(url)) as WebSocket;
  expect(await knock(url)).toBeInstanceOf(WebSocket);
  expect(await knock(url)).toBe(503);
  first.close();
  await until('there is a place again', async () => (await knock(url)) instanceof WebSocket);
});
