import { readSync } from 'node:fs';
import { Socket } from 'node:net';
import { type ControlEvent, controlEvent } from '../machines/rules/control-letter.ts';
import { codeOf } from './system.ts';

/**
 * Letters taken in one turn of the event loop. A burst fills a FIFO with 65536 of them, each worth a status update: it
 * must not hold up the other services.
 */
const LETTERS_A_TURN = 16;

/** Where they are read to, for all FIFOs: each is done with when the next one is read. */
const letters = Buffer.alloc(LETTERS_A_TURN);

/** Bytes that a FIFO holds: whatever is read after so many was written later. (The largest pages hold more, 1 MB.) */
const CAPACITY = 65_536;

/** Where letters and exceptions go. */
export type Hearing = {
  /** One order, in the order written. Junk is dropped. */
  readonly obey: (order: ControlEvent) => void;
  /** An exception of `obey`, or a read error. */
  readonly fault: (cause: unknown) => void;
};

const obeyAll = (bytes: Uint8Array, { obey, fault }: Hearing): void => {
  try {
    for (const byte of bytes) {
      const order = controlEvent(byte);
      if (order) obey(order);
    }
  } catch (cause) {
    fault(cause);
  }
};

/** The letters that are there, as many as are taken in one turn; none, too, where they cannot be read: the socket tells why. */
const readSome = (fd: number): Uint8Array => {
  const bytes = Buffer.alloc(LETTERS_A_TURN);
  try {
    return bytes.subarray(0, readSync(fd, bytes));
  } catch (error) {
    codeOf(error);
    return bytes.subarray(0, 0);
  }
};

/** Reads control letters from an open FIFO, through the event loop's own poll. */
export class ControlFifo {
  readonly #fd: number;
  readonly #hearing: Hearing;
  readonly #socket: Socket;

  /** @param fd opened read-write, so that it never comes to its end. It is closed by {@link close}. */
  constructor(fd: number, hearing: Hearing) {
    this.#fd = fd;
    this.#hearing = hearing;
    this.#socket = new Socket({
      fd,
      readable: true,
      writable: false,
      onread: { buffer: letters, callback: (length) => this.#take(length) },
    });
    this.#socket.on('error', hearing.fault);
    this.#socket.resume();
  }

  #take(length: number): boolean {
    obeyAll(letters.subarray(0, length), this.#hearing);
    if (length < LETTERS_A_TURN) return true;
    setImmediate(() => this.#socket.resume());
    return false;
  }

  /** Obeys what has been written until now, in turns, and then calls back; closed before that, it does not. */
  hearOut(heard: () => void): void {
    let left = CAPACITY;
    const turn = (): void => {
      if (this.#socket.destroyed) return;
      const bytes = readSome(this.#fd);
      obeyAll(bytes, this.#hearing);
      left -= bytes.length;
      if (bytes.length === LETTERS_A_TURN && left > 0) setImmediate(turn);
      else if (!this.#socket.destroyed) this.#tell(heard);
    };
    turn();
  }

  #tell(heard: () => void): void {
    try {
      heard();
    } catch (cause) {
      this.#hearing.fault(cause);
    }
  }

  close(): void {
    this.#socket.destroy();
  }
}
