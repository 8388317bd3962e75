import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { Relay } from '../../../runtime/ui/relay.ts';
import { temporary } from '../../support/temporary.ts';
import { until } from '../../support/until.ts';

/** A page, a supervisor that hears what it is asked, and the relay between them. */
const relayed = async (): Promise<{ page: WebSocket; asked: string[] }> => {
  const directory = temporary();
  const asked: string[] = [];
  const supervisor = createServer((socket: Socket) => {
    socket.on('error', () => {}).on('data', (chunk) => asked.push(...String(chunk).split('\n').filter(Boolean)));
  }).listen(`${directory}/socket`);
  const pages = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  onTestFinished(() => void supervisor.close());
  onTestFinished(() => pages.close());
  await Promise.all([once(supervisor, 'listening'), once(pages, 'listening')]);
  pages.on('connection', (page) => {
    const line = connect(`${directory}/socket`);
    new Relay({ page, supervisor: line, directory, seesAll: () => false });
  });
  const page = new WebSocket(`ws://127.0.0.1:${(pages.address() as AddressInfo).port}`);
  onTestFinished(() => page.terminate());
  await once(page, 'open');
  return { page, asked };
};

it('lets one page ask twenty things at once, and ten a second after that, and forgets none', async () => {
  const { page, asked } = await relayed();
  const began = performance.now();
  const requests = Array.from({ length: 40 }, (_, index) => JSON.stringify({ type: 'history', actor: `s${index}` }));
  for (const request of requests) page.send(request);
  await until('all of them are asked', () => asked.length === requests.length);
  expect(asked).toEqual(requests);
  // Timers may be late, and never early: twenty more take two seconds, of which one may have begun before.
  expect(performance.now() - began).toBeGreaterThan(1800);
});
