import type { PageMessage, PageRequest } from '../../runtime/ui/page-messages.ts';

export type Connection = 'connecting' | 'open' | 'lost';

export type FeedHandlers = {
  readonly message: (message: PageMessage) => void;
  /** Nothing of what was asked for before is remembered by the other side. */
  readonly connection: (connection: Connection) => void;
};

/** Milliseconds before a lost connection is tried again: twice as long each time. */
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 8000;

const addressOf = ({ protocol, host, pathname }: Location): string =>
  `${protocol === 'https:' ? 'wss' : 'ws'}://${host}${pathname.replace(/[^/]*$/, '')}feed`;

/** The WebSocket to the supervisor, opened again whenever it is lost. */
export class Feed {
  #socket: WebSocket | undefined;
  #pause = FIRST_PAUSE;
  #again: ReturnType<typeof setTimeout> | undefined;
  #handlers: FeedHandlers | undefined;

  open(handlers: FeedHandlers): void {
    this.#handlers = handlers;
    this.#connect();
  }

  #connect(): void {
    clearTimeout(this.#again);
    const socket = new WebSocket(addressOf(location));
    this.#socket = socket;
    socket.onopen = () => {
      this.#pause = FIRST_PAUSE;
      this.#handlers!.connection('open');
    };
    socket.onmessage = ({ data }) => this.#handlers!.message(JSON.parse(data));
    socket.onclose = () => {
      if (this.#socket === socket) this.#retry();
    };
  }

  #retry(): void {
    this.#handlers!.connection('lost');
    this.#again = setTimeout(() => this.#connect(), this.#pause * (0.8 + 0.4 * Math.random()));
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE);
  }

  /** Sends where somebody listens; what is asked for meanwhile is asked for again after the connection. */
  ask(request: PageRequest): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(request));
  }
}

export const feed = new Feed();
