import { EventEmitter } from 'node:events';
import type { WebSocket } from 'ws';
import { Viewer } from '../inspectors/viewer.ts';

const INSPECTING = { type: 'xstate.inspecting' };

/** Whether it is the one thing that a visualizer may say: that it is there. */
const isGreeting = (data: string): boolean => {
  try {
    return (JSON.parse(data) as { type?: unknown } | null)?.type === INSPECTING.type;
  } catch {
    return false;
  }
};

/**
 * A visualizer as `@xstate/inspect` sees it. That package passes on to all others whatever one of them says, sends
 * events to actors for them, and throws at what is no JSON: only the greeting reaches it.
 */
class Client extends EventEmitter {
  readonly OPEN = 1;
  readonly #viewer: Viewer;

  constructor(socket: WebSocket) {
    super();
    this.#viewer = new Viewer(socket);
    socket.on('message', (data, isBinary) => {
      if (!isBinary && isGreeting(String(data))) this.emit('message', JSON.stringify(INSPECTING), false);
    });
  }

  get readyState(): number {
    return this.#viewer.isOpen ? this.OPEN : 3;
  }

  send(text: string): void {
    this.#viewer.send(text);
  }

  terminate(): void {}
}

/** The WebSocket server that `@xstate/inspect` is given. */
export class Viewers extends EventEmitter {
  readonly clients = new Set<Client>();

  get isEmpty(): boolean {
    return this.clients.size === 0;
  }

  add(socket: WebSocket): void {
    const client = new Client(socket);
    this.clients.add(client);
    socket.once('close', () => this.clients.delete(client));
    this.emit('connection', client);
  }

  close(): void {}
}
