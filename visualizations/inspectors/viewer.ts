import { setTimeout as pause } from 'node:timers/promises';
import type { WebSocket } from 'ws';

/** Bytes that wait for one viewer, at most: who reads no more of them is dropped. */
export const MOST_WAITING = 16 << 20;
/** What is told at once waits while there is more than this. */
const ENOUGH = 1 << 20;
/** Milliseconds between two looks at how much waits. */
const LOOK_PAUSE = 10;

/** Said of one that was dropped. */
export const warnOfDrop = (): void =>
  void process.stderr.write(
    'inspect: warning: an inspector that reads too slowly was dropped: --service NAME shows less\n',
  );

/** An inspector that has connected, and how much it may keep us waiting. */
export class Viewer {
  readonly #socket: WebSocket;

  constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  get isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  /** Of one that has too much to read, nothing is expected: a farewell would queue behind that. */
  send(text: string): void {
    if (!this.isOpen) return;
    this.#socket.send(text);
    if (this.#socket.bufferedAmount <= MOST_WAITING) return;
    this.#socket.terminate();
    warnOfDrop();
  }

  /** Until there is room for more; false: it is gone, for which the door sees to those that read nothing. */
  async hasRoom(): Promise<boolean> {
    while (this.isOpen && this.#socket.bufferedAmount > ENOUGH) await pause(LOOK_PAUSE);
    return this.isOpen;
  }
}
