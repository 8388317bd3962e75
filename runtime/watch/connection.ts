import type { Socket } from 'node:net';
import { createInterface, type Interface } from 'node:readline';
import type { Message, Request } from './messages.ts';

/** Milliseconds that a supervisor gets to say who it is. */
const HELLO_WAIT = 2000;

export type Hello = Extract<Message, { type: 'hello' }>;

/** A client's end of a supervisor's socket. */
export class Connection {
  readonly hello: Hello;
  /** Of the socket. */
  readonly path: string;
  readonly #socket: Socket;
  readonly #reader: Interface;
  readonly #lines: AsyncIterator<string>;

  private constructor(socket: Socket, path: string, reader: Interface, lines: AsyncIterator<string>, hello: Hello) {
    this.hello = hello;
    this.path = path;
    this.#socket = socket;
    this.#reader = reader;
    this.#lines = lines;
  }

  /** Waits for the supervisor to say who it is; undefined where it says nothing, or something else. */
  static async open(socket: Socket, path: string): Promise<Connection | undefined> {
    const lines = createInterface({ input: socket, crlfDelay: Number.POSITIVE_INFINITY });
    socket.on('error', () => socket.destroy());
    // Readline ends at the end of its input only, and says of an error that it is one of its own.
    lines.on('error', () => socket.destroy());
    socket.on('close', () => lines.close());
    const timer = setTimeout(() => socket.destroy(), HELLO_WAIT);
    const iterator = linesOf(lines);
    const first = await iterator.next();
    clearTimeout(timer);
    const hello = first.done ? undefined : parse(first.value);
    if (hello?.type === 'hello' && hello.protocol === 1) return new Connection(socket, path, lines, iterator, hello);
    socket.destroy();
    return undefined;
  }

  send(request: Request): void {
    this.#socket.write(`${JSON.stringify(request)}\n`);
  }

  /** The next message; undefined: the supervisor has ended. */
  async next(): Promise<Message | undefined> {
    const { done, value } = await this.#lines.next();
    return done ? undefined : parse(value);
  }

  /** Sends a request and waits for its answer. Throws where it is refused, or nobody answers any more. */
  async ask<Type extends Message['type']>(request: Request, type: Type): Promise<Extract<Message, { type: Type }>> {
    this.send(request);
    const answer = await this.next();
    if (answer?.type === type) return answer as Extract<Message, { type: Type }>;
    throw new Error(answer?.type === 'refused' ? answer.reason : `the supervisor (pid ${this.hello.pid}) has ended`);
  }

  close(): void {
    this.#socket.destroy();
  }

  /** Gives the socket, paused, to another reader. Who has asked nothing yet has not been told more than who it is. */
  release(): Socket {
    this.#reader.close();
    return this.#socket;
  }
}

/** Lines as they come; it ends where the socket does. */
async function* linesOf(lines: Interface): AsyncGenerator<string> {
  const waiting: string[] = [];
  let isOver = false;
  let wake: () => void = () => {};
  lines.on('line', (line) => {
    waiting.push(line);
    wake();
  });
  lines.on('close', () => {
    isOver = true;
    wake();
  });
  for (;;) {
    while (waiting.length > 0) yield waiting.shift()!;
    if (isOver) return;
    await new Promise<void>((settle) => {
      wake = settle;
    });
  }
}

const parse = (line: string): Message | undefined => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
};
