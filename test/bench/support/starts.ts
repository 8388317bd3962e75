import { execFileSync } from 'node:child_process';
import { constants, openSync } from 'node:fs';
import { Socket } from 'node:net';
import { createInterface } from 'node:readline';

/** Hears of starts: services write their names into one FIFO, the first thing that they do. */
export class Starts {
  readonly #path: string;
  readonly #socket: Socket;
  readonly #last = new Map<string, number>();
  readonly #waiting = new Map<string, (at: number) => void>();

  /** @param path of the FIFO, which is made. */
  constructor(path: string) {
    this.#path = path;
    execFileSync('mkfifo', [path]);
    // Read-write: it does not end when no service has it open.
    const fd = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
    this.#socket = new Socket({ fd, readable: true, writable: false });
    createInterface({ input: this.#socket }).on('line', (name) => this.#hear(name, performance.now()));
  }

  /** The command by which a service says that it is there. It waits for nobody. */
  note(name: string): string {
    return `echo ${name} 1<>${this.#path}`;
  }

  #hear(name: string, at: number): void {
    this.#last.set(name, at);
    this.#waiting.get(name)?.(at);
    this.#waiting.delete(name);
  }

  /** When it was started last, in milliseconds of `performance.now()`; undefined: not yet. */
  last(name: string): number | undefined {
    return this.#last.get(name);
  }

  /** Whether somebody waits for its next start. */
  isAwaited(name: string): boolean {
    return this.#waiting.has(name);
  }

  /** Its next start from now on, for one at a time; undefined: none came within so many milliseconds. */
  next(name: string, patience: number): Promise<number | undefined> {
    return new Promise((settle) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(name);
        settle(undefined);
      }, patience);
      this.#waiting.set(name, (at) => {
        clearTimeout(timer);
        settle(at);
      });
    });
  }

  close(): void {
    this.#socket.destroy();
  }
}
