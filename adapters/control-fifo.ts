import { Socket } from 'node:net';
import { type ControlEvent, controlEvent } from '../machines/rules/control-letter.ts';

/**
 * Letters taken in one turn of the event loop. A burst fills a FIFO with 65536 of them, each worth a status update: it
 * must not hold up the other services.
 */
const LETTERS_A_TURN = 16;

/** Where they are read to, for all FIFOs: each is done with when the next one is read. */
const letters = Buffer.alloc(LETTERS_A_TURN);

/**
 * Reads control letters from an open FIFO, through the event loop's own poll. The descriptor, opened read-write so that
 * it never comes to its end, belongs to the returned socket: destroying the socket closes it.
 *
 * @param obey one order, in the order written. Junk is dropped.
 * @param fault an exception of `obey`, or a read error.
 */
export const readControl = (
  fd: number,
  obey: (order: ControlEvent) => void,
  fault: (cause: unknown) => void,
): Socket => {
  const take = (length: number, buffer: Uint8Array): boolean => {
    try {
      for (const byte of buffer.subarray(0, length)) {
        const order = controlEvent(byte);
        if (order) obey(order);
      }
    } catch (cause) {
      fault(cause);
    }
    if (length < LETTERS_A_TURN) return true;
    setImmediate(() => socket.resume());
    return false;
  };
  const options = {
    fd,
    readable: true,
    writable: false,
    onread: { buffer: letters, callback: take },
  };
  const socket = new Socket(options);
  socket.on('error', fault);
  socket.resume();
  return socket;
};
