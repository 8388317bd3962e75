import { createSocket } from 'node:dgram';
import type { AddressInfo } from 'node:net';
import type { Scenario } from './compare.ts';
import type { Sandbox } from './sandbox.ts';
import { plainStamps } from './svlogd-view.ts';
import { until } from './until.ts';

/** A UDP port of the loopback interface, and what came in there. */
export type Receiver = {
  readonly port: number;
  /** What came, in order, without the times in stamps. */
  readonly datagrams: () => readonly string[];
  /** Waits for a datagram that holds these words: the last one, as loopback keeps the order. */
  arrived(words: string): Promise<readonly string[]>;
};

const open = async (): Promise<{ receiver: Receiver; close: () => void }> => {
  const socket = createSocket({ type: 'udp4', recvBufferSize: 1 << 22 });
  const received: string[] = [];
  socket.on('message', (message) => received.push(plainStamps(message.toString('latin1'))));
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const { port } = socket.address() as AddressInfo;
  return {
    receiver: {
      port,
      datagrams: () => received,
      arrived: async (words) => {
        await until(`a datagram says ${words}`, () => received.at(-1)?.includes(words), { seen: () => received });
        return received;
      },
    },
    close: () => void socket.close(),
  };
};

/** A scenario with somebody who receives what is sent by UDP. */
export const receiving =
  <T>(story: (receiver: Receiver, box: Sandbox) => Promise<T>): Scenario<T> =>
  async (box) => {
    const { receiver, close } = await open();
    try {
      return await story(receiver, box);
    } finally {
      close();
    }
  };
