import { createConnection, type Socket } from 'node:net';

const PATIENCE = 20_000;
const VERSION = 1;

/** Messages of AMP, as pm2's clients send them to its daemon: the number of parts, then each with its length before it. */
const messageOf = (...parts: readonly string[]): Buffer => {
  const framed = parts.flatMap((part) => {
    const bytes = Buffer.from(part);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return [length, bytes];
  });
  return Buffer.concat([Buffer.from([(VERSION << 4) | parts.length]), ...framed]);
};

/** Talks to a daemon of pm2, one call after the other. */
export class Pm2 {
  readonly #socket: Socket;
  #calls = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  static connect(path: string): Promise<Pm2> {
    return new Promise((resolve, reject) => {
      const socket = createConnection(path, () => resolve(new Pm2(socket)));
      socket.once('error', reject);
    });
  }

  /** Calls a method; the answer is anything that comes back for it. */
  call(method: string, argument: unknown): { readonly answered: Promise<void> } {
    this.#calls += 1;
    const call = JSON.stringify({ type: 'call', method, args: [argument] });
    const answered = new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`pm2 does not answer ${method}`)), PATIENCE);
      this.#socket.once('data', (bytes) => {
        clearTimeout(timer);
        if (bytes.includes('"error":')) reject(new Error(`${method}: ${bytes.toString('latin1')}`));
        else resolve();
      });
    });
    this.#socket.write(messageOf(`j:${call}`, `s:runstate:${this.#calls}`));
    return { answered };
  }
}
