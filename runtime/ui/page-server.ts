import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import { answer } from '../door/answer.ts';
import { Door, type Greeting, type House } from '../door/door.ts';
import type { ListenAddress } from '../door/listen-address.ts';
import { borneBy, isToken } from '../door/token.ts';
import type { Hello } from '../watch/connection.ts';
import { act, readAct } from './act.ts';
import type { PageFile } from './files.ts';
import { METRICS_TYPE } from './metrics.ts';
import { Relay } from './relay.ts';

/** Pages at a time: each has a place at the supervisor's socket, where others are for commands. */
export const MOST_PAGES = 16;
/** Bytes that a request may have. */
const LONGEST_BODY = 4096;
const LONGEST_MESSAGE = 65_536;

/** What a page's server needs. */
export type PageSupplies = {
  readonly files: ReadonlyMap<string, PageFile>;
  /** What acts need, and logs that not everybody may read; undefined: there are none of either. */
  readonly token: string | undefined;
  /** Whether it gives orders to who bears the token. */
  readonly acts: boolean;
  /** A new line to the supervisor; undefined: there is none just now. */
  readonly supervisor: () => Promise<Line | undefined>;
  /** The directory that the supervisor supervises now; undefined: there is none just now. */
  readonly supervised: () => Promise<string | undefined>;
  /** The metrics of this moment; undefined: there is no supervisor just now. */
  readonly metrics: () => Promise<string | undefined>;
};

/** A supervisor that answers, which has said who it is, and what it supervises. */
export type Line = { readonly socket: Socket; readonly hello: Hello; readonly directory: string };

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
export class PageServer implements House {
  readonly mostViewers = MOST_PAGES;
  readonly longestMessage = LONGEST_MESSAGE;
  readonly #supplies: PageSupplies;
  readonly #door: Door;
  /** Nobody else can get at the page: it is on a unix socket. */
  #isOwn = false;

  /** @param patience see {@link Door}. */
  constructor(supplies: PageSupplies, patience?: number) {
    this.#supplies = supplies;
    this.#door = new Door(this, patience);
  }

  /** Listens from now on; rejects with the errors of bind(2). @returns the port; 0 for a unix socket. */
  listen(address: ListenAddress): Promise<number> {
    this.#isOwn = address.type === 'unix';
    return this.#door.listen(address);
  }

  close(): void {
    this.#door.close();
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
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
    const { token, acts, supervised } = this.#supplies;
    if (request.method !== 'POST') return answer(response, 405, 'only POST is answered here\n', { Allow: 'POST' });
    if (!acts) return answer(response, 403, 'this page only shows: it was started without --act\n');
    if (!isToken(borneBy(request.headers), token))
      return answer(response, 401, 'the token is missing, or another one\n', { 'WWW-Authenticate': 'Bearer' });
    const body = await bodyOf(request);
    if (body === undefined) return answer(response, 413, 'this is too long\n', { Connection: 'close' });
    const asked = readAct(body);
    if (!asked) return answer(response, 400, 'this is no {"actor": …, "letter": …}\n');
    const directory = await supervised();
    if (directory === undefined) return answer(response, 503, `${NOBODY}\n`);
    const { status, words } = act(directory, asked);
    answer(response, status, status === 204 ? '' : `${words}\n`);
  }

  greet({ url }: IncomingMessage): Greeting {
    return url === '/feed'
      ? { welcome: (page) => void this.#feed(page) }
      : { status: 404, reason: 'there is nothing here' };
  }

  async #feed(page: WebSocket): Promise<void> {
    page.pause();
    const line = await this.#supplies.supervisor();
    page.resume();
    if (!line || page.readyState !== page.OPEN) {
      line?.socket.destroy();
      return page.close(1013, NOBODY);
    }
    const { token, acts } = this.#supplies;
    const { socket: supervisor, hello, directory } = line;
    const seesAll = (borne: unknown): boolean => this.#isOwn || isToken(borne, token);
    const relay = new Relay({ page, supervisor, directory, seesAll });
    relay.tell({ type: 'server', acts });
    relay.tell(hello);
  }
}
