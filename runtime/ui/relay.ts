import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import { isOrder } from '../watch/requests.ts';
import type { PageMessage, PageRequest } from './page-messages.ts';
import { type Seen, Tail } from './tail.ts';

/** Bytes that may wait for a page. With more, nothing is read from the supervisor: it counts what it leaves out. */
const HELD_BACK = 1_000_000;
/** Milliseconds between two looks whether a page has caught up. */
const PACE = 50;
const MOST_LINES = 1000;
/** Requests that a page may have answered at once, and how many a second after that. */
const AT_ONCE = 20;
const A_SECOND = 10;

/** What a relay needs of whoever made it. */
export type RelaySupplies = {
  readonly page: WebSocket;
  /** Connected to the supervisor. */
  readonly supervisor: Socket;
  readonly directory: string;
  /** Whether who says this as its token may see logs that not everybody on this machine may read. */
  readonly seesAll: (token: unknown) => boolean;
};

const isTail = (request: unknown): request is Extract<PageRequest, { type: 'tail' }> => {
  const { type, actor, lines } = (request ?? {}) as Record<string, unknown>;
  return type === 'tail' && typeof actor === 'string' && Number.isInteger(lines) && (lines as number) >= 0;
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** One page and its own line to the supervisor: what either says goes to the other, but for what the server itself knows. */
export class Relay {
  readonly #supplies: RelaySupplies;
  #tail: Tail | undefined;
  #rest: Buffer[] = [];
  /** Of a page that is behind. */
  #timer: NodeJS.Timeout | undefined;
  #allowance = AT_ONCE;
  /** Asked, and not looked at yet: what came in one piece comes out of it, even of a page that is paused. */
  readonly #waiting: string[] = [];
  readonly #refill: NodeJS.Timeout;

  constructor(supplies: RelaySupplies) {
    this.#supplies = supplies;
    const { page, supervisor } = supplies;
    page.on('message', (data, isBinary) => (isBinary ? page.close(1003) : this.#take(String(data))));
    this.#refill = setInterval(() => this.#allow(), 1000 / A_SECOND);
    page.once('close', () => this.#end());
    supervisor.on('data', (chunk: Buffer) => this.#hear(chunk));
    supervisor.on('error', () => supervisor.destroy());
    supervisor.once('end', () => supervisor.destroy());
    supervisor.once('close', () => page.close(1001, 'the supervisor has ended'));
    supervisor.resume();
  }

  tell(message: PageMessage): void {
    this.#send(JSON.stringify(message));
  }

  #send(text: string | Buffer): void {
    const { page, supervisor } = this.#supplies;
    if (page.readyState !== page.OPEN) return;
    page.send(text, { binary: false });
    if (page.bufferedAmount <= HELD_BACK || this.#timer) return;
    // Neither is read from: what does not move on then is dropped by the door.
    page.pause();
    supervisor.pause();
    this.#timer = setInterval(() => this.#catchUp(), PACE);
  }

  /** Reads on when the page has taken most of what waited. */
  #catchUp(): void {
    const { page, supervisor } = this.#supplies;
    if (page.bufferedAmount > HELD_BACK / 2) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    supervisor.resume();
    this.#listen();
  }

  #allow(): void {
    this.#allowance = Math.min(this.#allowance + 1, AT_ONCE);
    this.#listen();
  }

  #take(request: string): void {
    this.#waiting.push(request);
    this.#listen();
  }

  /** Each request is work for the supervisor, too: a page that is behind, or too eager, is not heard. */
  #listen(): void {
    const { page } = this.#supplies;
    while (!this.#timer && this.#allowance > 0 && this.#waiting.length > 0) {
      this.#allowance -= 1;
      this.#ask(this.#waiting.shift()!);
    }
    if (this.#timer || this.#allowance === 0) page.pause();
    else page.resume();
  }

  /** Lines become messages. */
  #hear(chunk: Buffer): void {
    let from = 0;
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, from)) {
      this.#send(Buffer.concat([...this.#rest, chunk.subarray(from, at)]));
      this.#rest = [];
      from = at + 1;
    }
    if (from < chunk.length) this.#rest.push(chunk.subarray(from));
  }

  #ask(text: string): void {
    const request = parsed(text);
    if (request === undefined) this.tell({ type: 'refused', reason: 'this is no JSON' });
    else if (isTail(request)) this.#follow(request);
    else if (isOrder(request)) this.tell({ type: 'refused', reason: 'a page gives no orders to a supervisor' });
    // On one line: whatever else it is, the supervisor looks at.
    else this.#supplies.supervisor.write(`${JSON.stringify(request)}\n`);
  }

  #follow({ actor, lines, token }: Extract<PageRequest, { type: 'tail' }>): void {
    this.#tail?.end();
    this.#tail = undefined;
    if (lines === 0) return;
    if (!/^[^/.\0][^/\0]*\/log$/u.test(actor)) {
      this.tell({ type: 'refused', reason: `${actor} is no log service` });
      return;
    }
    const { directory, seesAll } = this.#supplies;
    const tell = (seen: Seen): void => this.tell({ type: 'tail', actor, ...seen });
    const options = { directory: `${directory}/${actor}`, count: Math.min(lines, MOST_LINES), seesAll: seesAll(token) };
    this.#tail = new Tail(options, tell);
  }

  #end(): void {
    clearInterval(this.#timer);
    clearInterval(this.#refill);
    this.#tail?.end();
    this.#supplies.supervisor.destroy();
  }
}
