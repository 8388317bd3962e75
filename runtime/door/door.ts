import { createServer, type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { listenOnPath, listenOnPort } from '../../adapters/listen.ts';
import { type Admission, hostsOf, refusalOf } from './admission.ts';
import { answer } from './answer.ts';
import type { ListenAddress } from './listen-address.ts';

/** Connections at a time, of whatever kind. */
const MOST_CONNECTIONS = 128;
/** Bytes that may wait for a viewer which asks for pongs. */
const MOST_PONGS = 1 << 16;
/** Milliseconds that a client gets to say what it wants, and a viewer to take anything of what waits for it. */
const PATIENCE = 10_000;

/** What becomes of a WebSocket: it is taken, or refused in words. */
export type Greeting =
  | { readonly welcome: (socket: WebSocket) => void }
  | { readonly status: 403 | 404 | 503; readonly reason: string };

/** What is behind a door. */
export type House = {
  /** WebSockets at a time. */
  readonly mostViewers: number;
  /** Bytes of a message that a viewer may send. */
  readonly longestMessage: number;
  /** Origins of pages from elsewhere that may look; left out: there can be none. */
  readonly origins?: ReadonlySet<string>;
  answer(request: IncomingMessage, response: ServerResponse): void | Promise<void>;
  /** Called for a request that asks to become a WebSocket. */
  greet(request: IncomingMessage): Greeting;
  /** A viewer has taken nothing for so long that it was dropped. */
  dropped?(): void;
};

/** Hangs up on one that asked to become a WebSocket, in words. */
const turnAway = (socket: Socket, status: number, reason: string): void => {
  const head = [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, 'Connection: close', 'Content-Type: text/plain'];
  socket.end(`${head.join('\r\n')}\r\nContent-Length: ${Buffer.byteLength(reason) + 1}\r\n\r\n${reason}\n`);
  socket.once('finish', () => socket.destroy());
};

/**
 * Where browsers and programs of this machine come in: every request, and every WebSocket, is looked at first, and
 * none waits for another.
 */
export class Door {
  readonly #house: House;
  readonly #patience: number;
  readonly #server: Server;
  readonly #sockets: WebSocketServer;
  #admission: Admission;

  /** @param patience see {@link PATIENCE}. */
  constructor(house: House, patience = PATIENCE) {
    this.#house = house;
    this.#patience = patience;
    this.#admission = { hosts: new Set(), origins: house.origins };
    this.#sockets = new WebSocketServer({
      ...{ noServer: true, maxPayload: house.longestMessage, perMessageDeflate: false },
    });
    this.#server = createServer({
      ...{ headersTimeout: patience, requestTimeout: patience, keepAliveTimeout: patience / 2 },
      connectionsCheckingInterval: patience / 4,
    });
    this.#server.maxConnections = MOST_CONNECTIONS;
    this.#server.on('request', (request, response) => void this.#answer(request, response));
    this.#server.on('upgrade', (request, socket: Socket, head) => this.#upgrade(request, socket, head));
  }

  /** Listens from now on; rejects with the errors of bind(2). @returns the port; 0 for a unix socket. */
  async listen(address: ListenAddress): Promise<number> {
    if (address.type === 'unix') await listenOnPath(this.#server, address.path);
    else await listenOnPort(this.#server, address.host, address.port);
    // Somebody who cannot be let in, for want of descriptors say, is no reason to end.
    this.#server.on('error', () => {});
    const bound = this.#server.address();
    const port = bound === null || typeof bound === 'string' ? 0 : bound.port;
    const hosts = address.type === 'unix' ? undefined : hostsOf(address.host, port);
    this.#admission = { ...this.#admission, hosts };
    return port;
  }

  close(): void {
    for (const viewer of this.#sockets.clients) viewer.terminate();
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const refusal = refusalOf(request.headers, this.#admission);
      if (refusal === undefined) await this.#house.answer(request, response);
      else answer(response, 403, `${refusal}\n`);
    } catch {
      response.destroy();
    }
  }

  #greet(request: IncomingMessage): Greeting {
    const reason = refusalOf(request.headers, this.#admission);
    if (reason !== undefined) return { status: 403, reason };
    const { mostViewers } = this.#house;
    const greeting = this.#house.greet(request);
    const isFull = this.#sockets.clients.size >= mostViewers;
    return 'welcome' in greeting && isFull ? { status: 503, reason: `${mostViewers} are connected already` } : greeting;
  }

  #upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const greeting = this.#greet(request);
    if ('reason' in greeting) turnAway(socket, greeting.status, greeting.reason);
    else
      this.#sockets.handleUpgrade(request, socket, head, (viewer) => {
        this.#watch(viewer, socket);
        greeting.welcome(viewer);
      });
  }

  /** What a viewer takes, and says, starts its time anew; so whoever is behind must not be listened to either. */
  #watch(viewer: WebSocket, socket: Socket): void {
    viewer.on('error', () => viewer.terminate());
    viewer.on('ping', () => viewer.bufferedAmount > MOST_PONGS && viewer.terminate());
    socket.setTimeout(this.#patience).on('timeout', () => {
      if (viewer.bufferedAmount === 0) return;
      viewer.terminate();
      this.#house.dropped?.();
    });
  }
}
