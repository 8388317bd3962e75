import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { refusal } from './admission.ts';

/** The only address that is listened on. */
const LOOPBACK = '127.0.0.1';
/** Inspectors at a time. */
export const MOST_VIEWERS = 8;
/** Bytes of what an inspector may send: the one word that some say has 30. */
export const LONGEST_MESSAGE = 1 << 10;

/** What is behind the door. */
export type House = {
  /** A page for who comes with a browser; undefined: there is none. */
  readonly page: { readonly html: string; readonly policy: string } | undefined;
  welcome(socket: WebSocket): void;
};

const REASONS = { 403: 'Forbidden', 503: 'Service Unavailable' } as const;

/** Hangs up on one that asked to become a WebSocket, in words. */
const turnAway = (socket: Duplex, status: keyof typeof REASONS, reason: string): void => {
  const head = [`HTTP/1.1 ${status} ${REASONS[status]}`, 'Connection: close', 'Content-Type: text/plain'];
  socket.end(`${head.join('\r\n')}\r\nContent-Length: ${Buffer.byteLength(reason) + 1}\r\n\r\n${reason}\n`);
  socket.once('finish', () => socket.destroy());
};

/** A WebSocket on loopback, for those that may look. */
export class Door {
  readonly #house: House;
  readonly #allowed: ReadonlySet<string>;
  readonly #sockets = new WebSocketServer({
    ...{ noServer: true, maxPayload: LONGEST_MESSAGE, perMessageDeflate: false },
  });
  readonly #server: Server;

  /** @param allowed origins of pages from elsewhere that may look. */
  constructor(house: House, allowed: ReadonlySet<string>) {
    this.#house = house;
    this.#allowed = allowed;
    this.#server = createServer((request, response) => this.#answer(request, response));
    this.#server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /**
   * Rejects with the errors of bind(2).
   *
   * @param port 0: one that is free.
   */
  async open(port: number): Promise<void> {
    await new Promise<void>((settle, reject) => {
      this.#server.once('error', reject).listen(port, LOOPBACK, settle);
    });
    // Somebody who cannot be let in, for want of descriptors say, is no reason to end.
    this.#server.removeAllListeners('error').on('error', () => {});
  }

  close(): void {
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const reason = refusal(request.headers, this.port, this.#allowed);
    const { page } = this.#house;
    const [status, text] = this.#reply(request, reason);
    const isPage = status === 200 && page;
    response.writeHead(status, {
      'Content-Type': isPage ? 'text/html; charset=utf-8' : 'text/plain; charset=utf-8',
      'Content-Security-Policy': isPage ? page.policy : "default-src 'none'",
      ...{ 'X-Content-Type-Options': 'nosniff', 'Referrer-Policy': 'no-referrer', 'Cache-Control': 'no-store' },
    });
    response.end(isPage ? page.html : `${text}\n`);
  }

  #reply({ method, url }: IncomingMessage, reason: string | undefined): readonly [number, string] {
    if (reason !== undefined) return [403, reason];
    if (method !== 'GET') return [405, 'there is nothing to change here'];
    if (this.#house.page && url === '/') return [200, ''];
    return [404, 'inspectors connect to this as a WebSocket'];
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const reason = refusal(request.headers, this.port, this.#allowed);
    if (reason !== undefined) turnAway(socket, 403, reason);
    else if (this.#sockets.clients.size >= MOST_VIEWERS)
      turnAway(socket, 503, `${MOST_VIEWERS} inspectors are connected already`);
    else this.#sockets.handleUpgrade(request, socket, head, (accepted) => this.#house.welcome(accepted));
  }
}
