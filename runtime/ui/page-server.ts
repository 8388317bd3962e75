import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { act, readAct } from './act.ts';
import { borneBy, type Hosts, hostsOf, isToken, refusalOf } from './admission.ts';
import { answer, type PageFile } from './files.ts';
import type { ListenAddress } from './listen-address.ts';
import { METRICS_TYPE } from './metrics.ts';
import { Relay } from './relay.ts';

/** Pages, and other connections, at a time. */
const MOST_CONNECTIONS = 128;
/** Bytes that a request may have. */
const LONGEST_BODY = 4096;
const LONGEST_MESSAGE = 65_536;
/** Milliseconds that a client gets to say what it wants. */
const PATIENCE = 10_000;

/** What a page's server needs. */
export type PageSupplies = {
  readonly files: ReadonlyMap<string, PageFile>;
  /** What acts need, and logs that not everybody may read; undefined: there are none of either. */
  readonly token: string | undefined;
  /** Whether it gives orders to who bears the token. */
  readonly acts: boolean;
  /** A new line to the supervisor; undefined: there is none just now. */
  readonly supervisor: () => Promise<{ readonly socket: Socket; readonly directory: string } | undefined>;
  /** The metrics of this moment; undefined: there is no supervisor just now. */
  readonly metrics: () => Promise<string | undefined>;
};

const bodyOf = async (request: IncomingMessage): Promise<string | undefined> => {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > LONGEST_BODY) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
};

const NOBODY = 'there is no supervisor to ask just now';

/** Serves the page, its feed and the metrics to this machine. */
export class PageServer {
  readonly #supplies: PageSupplies;
  readonly #server: Server;
  readonly #sockets = new WebSocketServer({ noServer: true, maxPayload: LONGEST_MESSAGE, perMessageDeflate: false });
  #hosts: Hosts;

  constructor(supplies: PageSupplies) {
    this.#supplies = supplies;
    this.#server = createServer({ headersTimeout: PATIENCE, requestTimeout: PATIENCE, keepAliveTimeout: 5000 });
    this.#server.maxConnections = MOST_CONNECTIONS;
    this.#server.on('request', (request, response) => {
      this.#answer(request, response).catch(() => response.destroy());
    });
    this.#server.on('upgrade', (request, socket: Socket, head) => this.#upgrade(request, socket, head));
  }

  /** Listens from now on; rejects with the errors of bind(2). @returns the port; 0 for a unix socket. */
  async listen(address: ListenAddress): Promise<number> {
    await new Promise<void>((settle, reject) => {
      this.#server.once('error', reject).once('listening', settle);
      if (address.type === 'unix') this.#server.listen({ path: address.path });
      else this.#server.listen({ host: address.host, port: address.port });
    });
    const bound = this.#server.address();
    if (address.type === 'unix' || bound === null || typeof bound === 'string') return 0;
    this.#hosts = hostsOf(address.host, bound.port);
    return bound.port;
  }

  close(): void {
    for (const page of this.#sockets.clients) page.terminate();
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refusal = refusalOf(request.headers, this.#hosts);
    if (refusal !== undefined) return answer(response, 403, `${refusal}\n`);
    const path = request.url!.replace(/[?#].*$/s, '');
    if (path === '/act') return this.#act(request, response);
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return answer(response, 405, 'only GET is answered here\n', { Allow: 'GET, HEAD' });
    if (path === '/metrics') return this.#tellMetrics(response);
    const file = this.#supplies.files.get(path);
    if (!file) return answer(response, 404, 'there is nothing here\n');
    answer(response, 200, file.body, file.headers);
  }

  async #tellMetrics(response: ServerResponse): Promise<void> {
    const text = await this.#supplies.metrics();
    if (text === undefined) return answer(response, 503, `${NOBODY}\n`);
    answer(response, 200, text, { 'Content-Type': METRICS_TYPE });
  }

  async #act(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { token, acts, supervisor } = this.#supplies;
    if (request.method !== 'POST') return answer(response, 405, 'only POST is answered here\n', { Allow: 'POST' });
    if (!acts) return answer(response, 403, 'this page only shows: it was started without --act\n');
    if (!isToken(borneBy(request.headers), token))
      return answer(response, 401, 'the token is missing, or another one\n', { 'WWW-Authenticate': 'Bearer' });
    const body = await bodyOf(request);
    if (body === undefined) return answer(response, 413, 'this is too long\n', { Connection: 'close' });
    const asked = readAct(body);
    if (!asked) return answer(response, 400, 'this is no {"actor": …, "letter": …}\n');
    const found = await supervisor();
    found?.socket.destroy();
    if (!found) return answer(response, 503, `${NOBODY}\n`);
    const { status, words } = act(found.directory, asked);
    answer(response, status, status === 204 ? '' : `${words}\n`);
  }

  #upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const isForeign = refusalOf(request.headers, this.#hosts) !== undefined;
    if (isForeign || request.url !== '/feed') {
      socket.end(`HTTP/1.1 ${isForeign ? '403 Forbidden' : '404 Not Found'}\r\nConnection: close\r\n\r\n`);
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (page) => void this.#feed(page));
  }

  async #feed(page: WebSocket): Promise<void> {
    page.pause();
    const found = await this.#supplies.supervisor();
    page.resume();
    if (!found || page.readyState !== page.OPEN) {
      found?.socket.destroy();
      return page.close(1013, NOBODY);
    }
    const { token, acts } = this.#supplies;
    const { socket: supervisor, directory } = found;
    const seesAll = (borne: unknown): boolean => this.#hosts === undefined || isToken(borne, token);
    const relay = new Relay({ page, supervisor, directory, seesAll });
    relay.tell({ type: 'server', acts });
  }
}
