import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Act, PageMessage, PageRequest } from '../../../runtime/ui/page-messages.ts';
import type { FakeSupervisor } from './fake-supervisor.ts';

const PAGE = join(import.meta.dirname, '../../../dist/page');
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};
export const TOKEN = 'correct horse';

/** The page as the supervisor serves it: plain files under the strictest policy, a WebSocket, and orders. */
export class FakeServer {
  readonly #http: Server;
  readonly #sockets = new WebSocketServer({ noServer: true });
  readonly acts: Act[] = [];
  readonly asked: PageRequest[] = [];
  readonly #supervisor: FakeSupervisor;

  constructor(supervisor: FakeSupervisor, mayAct = false) {
    this.#supervisor = supervisor;
    this.#http = createServer((request, response) => void this.#answer(request, response));
    this.#http.on('upgrade', (request, socket, head) =>
      this.#sockets.handleUpgrade(request, socket, head, (one) => this.#serve(one, mayAct)),
    );
  }

  async listen(): Promise<string> {
    await new Promise<void>((done) => this.#http.listen(0, '127.0.0.1', done));
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}/`;
  }

  /** Cuts every connection, as a supervisor that ends does. */
  cut(): void {
    for (const socket of this.#sockets.clients) socket.terminate();
  }

  close(): void {
    this.cut();
    this.#http.close();
    this.#http.closeAllConnections();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url!, 'http://page');
    if (request.method === 'POST' && pathname === '/act') return this.#act(request, response);
    const file = normalize(pathname === '/' ? '/index.html' : pathname);
    const body = await readFile(join(PAGE, file)).catch(() => undefined);
    response.writeHead(body ? 200 : 404, {
      'Content-Type': TYPES[extname(file)] ?? 'text/plain',
      'Content-Security-Policy': "default-src 'self'",
    });
    response.end(body);
  }

  async #act(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.headers.authorization !== `Bearer ${TOKEN}`) return void response.writeHead(401).end();
    const act = JSON.parse(Buffer.concat(await request.toArray()).toString()) as Act;
    this.acts.push(act);
    if (act.letter === 'x') return void response.writeHead(409).end('not while it is needed');
    this.#supervisor.letter(act.actor, act.letter === 'restart' ? 'tu' : act.letter);
    response.writeHead(204).end();
  }

  #serve(socket: WebSocket, acts: boolean): void {
    const supervisor = this.#supervisor;
    let below: string | undefined;
    let isNew = true;
    const send = (message: PageMessage): void => socket.send(JSON.stringify(message));
    const hear = (message: PageMessage): void => {
      if (message.type !== 'step' || isBelow(message.step.actor, below)) send(message);
    };
    send({ type: 'server', acts });
    send({
      type: 'hello',
      protocol: 1,
      program: 'runsvdir',
      version: '0',
      pid: 1,
      directory: '/srv/services',
      startedAt: 0,
    });
    socket.on('close', () => supervisor.listeners.delete(hear));
    socket.on('message', (data) => {
      const request = JSON.parse(String(data)) as PageRequest;
      this.asked.push(request);
      if (request.type === 'follow') {
        below = request.actor;
        if (isNew) send({ type: 'services', seq: supervisor.seq, services: [...supervisor.statuses.values()] });
        if (isNew) send(supervisor.restarts());
        isNew = false;
        supervisor.listeners.add(hear);
      } else if (request.type === 'tail' && request.lines === 0) return;
      else if (request.type !== 'services') send(answerTo(request, supervisor));
    });
  }
}

const isBelow = (actor: string, root: string | undefined): boolean =>
  root !== undefined && (root === '' || actor === root || actor.startsWith(`${root}/`));

const answerTo = (
  request: Exclude<PageRequest, { type: 'follow' | 'services' }>,
  from: FakeSupervisor,
): PageMessage => {
  if (request.type === 'history') {
    const steps = from.steps.filter(({ actor }) => isBelow(actor, request.actor));
    return { type: 'history', actor: request.actor, lost: 0, steps };
  }
  if (request.type === 'restarts') return from.restarts(request.actor);
  if (request.type === 'tail')
    return { type: 'tail', actor: request.actor, lines: from.tails.get(request.actor) ?? [] };
  const { rss, heapUsed } = process.memoryUsage();
  const load = { at: Date.now(), loopDelayP99: 1.2, loopDelayMax: 3, resident: rss, heapUsed, openDescriptors: 40 };
  return { type: 'load', load: { ...load, events: from.seq } };
};
