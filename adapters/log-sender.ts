import { createSocket, type Socket } from 'node:dgram';
import type { Address } from '../machines/rules/svlog/address.ts';
import type { Batch } from '../machines/rules/svlog/batch.ts';
import type { Lines } from '../machines/rules/svlog/render.ts';
import type { LogWriter } from './log-writer.ts';

/** What stands behind a line that was longer than what is collected, or just as long. */
const CUT = Buffer.from('...');
const NEWLINE = Buffer.from('\n');
const FAILURE = Buffer.from('warning: failure sending through udp: ');

/** The most that UDP carries; known beforehand, since the system tells only later, and the log says it before the line. */
const LARGEST = 65_507;

/** The copy of a line that goes elsewhere than to `current`: at most what is collected of it. */
export const copyOf = (batch: Batch, start: number, end: number, lead: Uint8Array): Buffer =>
  Buffer.concat([lead, batch.bytes.subarray(start, end), end - start === batch.length ? CUT : Buffer.of(), NEWLINE]);

/** Sends lines by UDP. */
export type Sender = {
  readonly send: NonNullable<Lines['send']>;
  /** Whether everything has been sent; if not, `then` is called when it has. */
  isIdle(then: () => void): boolean;
  close(): void;
};

/** A datagram a line, unconnected: nobody listening is no error. One that cannot be sent is written to the log. */
export const createSender = ({ host, port }: Address, writer: LogWriter): Sender => {
  // The address is a number already: no look-up, which would only delay.
  const socket: Socket = createSocket({ type: 'udp4', lookup: (_, __, done) => done(null, host, 4) });
  let waiting = 0;
  let idle: (() => void) | undefined;
  socket.on('error', () => {});
  const sent = (error: Error | null, datagram: Buffer): void => {
    waiting--;
    if (error) writer.add(Buffer.concat([FAILURE, datagram]));
    if (waiting > 0) return;
    const then = idle;
    idle = undefined;
    then?.();
  };
  return {
    send(batch, start, end) {
      const datagram = copyOf(batch, start, end, writer.leadOf(start));
      if (datagram.length > LARGEST) {
        writer.add(Buffer.concat([FAILURE, datagram]));
        return;
      }
      waiting++;
      socket.send(datagram, port, host, (error) => sent(error, datagram));
    },
    isIdle(then) {
      idle = waiting > 0 ? then : undefined;
      return waiting === 0 && writer.pending === 0;
    },
    close: () => void socket.close(),
  };
};
