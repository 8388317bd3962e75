import type { IncomingMessage, ServerResponse } from 'node:http';
import type { WebSocket } from 'ws';
import { answer } from '../../runtime/door/answer.ts';
import type { Greeting, House } from '../../runtime/door/door.ts';
import { isToken } from '../../runtime/door/token.ts';
import { warnOfDrop } from './viewer.ts';

/** Inspectors at a time. */
export const MOST_VIEWERS = 8;
/** Bytes of what an inspector may send: the one word that some say has 30. */
export const LONGEST_MESSAGE = 1 << 10;

/** What speaks to one kind of inspector. */
export type Bridge = {
  /** A page for who comes with a browser; undefined: there is none. */
  readonly page: { readonly html: string; readonly policy: string } | undefined;
  welcome(socket: WebSocket): void;
};

const UNKNOWN = 'the token is missing from the address, or is another one';

/** A bridge behind a door: who knows the token, which is the path of the address, may look. */
export class InspectorHouse implements House {
  readonly mostViewers = MOST_VIEWERS;
  readonly longestMessage = LONGEST_MESSAGE;
  readonly origins: ReadonlySet<string>;
  readonly #bridge: Bridge;
  readonly #token: string;

  /** @param origins of pages from elsewhere that may look. */
  constructor(bridge: Bridge, token: string, origins: ReadonlySet<string>) {
    this.#bridge = bridge;
    this.#token = token;
    this.origins = origins;
  }

  #knows({ url }: IncomingMessage): boolean {
    return isToken(url!.slice(1), this.#token);
  }

  answer(request: IncomingMessage, response: ServerResponse): void {
    const { page } = this.#bridge;
    if (request.method !== 'GET') answer(response, 405, 'there is nothing to change here\n', { Allow: 'GET' });
    else if (!this.#knows(request)) answer(response, 403, `${UNKNOWN}\n`);
    else if (!page) answer(response, 404, 'inspectors connect to this as a WebSocket\n');
    else
      answer(response, 200, page.html, {
        'Content-Type': 'text/html; charset=utf-8',
        'Content-Security-Policy': page.policy,
      });
  }

  greet(request: IncomingMessage): Greeting {
    return this.#knows(request)
      ? { welcome: (socket) => this.#bridge.welcome(socket) }
      : { status: 403, reason: UNKNOWN };
  }

  dropped(): void {
    warnOfDrop();
  }
}
