import type { Socket } from 'node:net';
import { lineOf } from './line.ts';

/** Milliseconds that a client gets to read why, and to hang up. */
const GRACE = 1000;

/** Says why to a client, and hangs up, whether it does or not: what it still sends is of no use. */
export const dismiss = (socket: Socket, reason: string): void => {
  socket.removeAllListeners('data').on('error', () => socket.destroy());
  socket.resume().end(lineOf({ type: 'refused', reason }));
  const timer = setTimeout(() => socket.destroy(), GRACE).unref();
  socket.once('close', () => clearTimeout(timer));
};
