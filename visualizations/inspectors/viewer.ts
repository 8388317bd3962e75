import { setTimeout as pause } from 'node:timers/promises';
import type { WebSocket } from 'ws';

/** Bytes that wait for one viewer, at most: who reads no more of them is dropped. */
export const MOST_WAITING = 16 << 20;
/** What is told at once waits while there is more than this. */
const ENOUGH = 1 << 20;
/** Milliseconds between two looks at how much waits, and how many of them a viewer gets to read something. */
const LOOK_PAUSE = 10;
const PATIENCE = 500;

/** An inspector that has connected, and how much it may keep us waiting. */
export class Viewer {
  readonly #socket: WebSocket;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('error', () => socket.terminate());
  }

  get isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  send(text: string): void {
    if (!this.isOpen) return;
    this.#socket.send(text);
    if (this.#socket.bufferedAmount > MOST_WAITING) this.#drop();
  }

  /** Until there is room for more; false: it is gone. */
  async hasRoom(): Promise<boolean> {
    let [left, least] = [PATIENCE, Number.POSITIVE_INFINITY];
    while (this.isOpen && this.#socket.bufferedAmount > ENOUGH) {
      const { bufferedAmount } = this.#socket;
      left = bufferedAmount < least ? PATIENCE : left - 1;
      least = Math.min(least, bufferedAmount);
      if (left <= 0) this.#drop();
      await pause(LOOK_PAUSE);
    }
    return this.isOpen;
  }

  /** It is told nothing: a farewell would queue behind what it does not read. */
  #drop(): void {
    this.#socket.terminate();
    process.stderr.write(
      'inspect: warning: an inspector that reads too slowly was dropped: --service NAME shows less\n',
    );
  }
}
