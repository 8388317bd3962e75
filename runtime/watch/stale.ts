import { readdirSync, unlinkSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';

/** Sockets of supervisors in a directory. */
export const socketsIn = (directory: string): string[] =>
  readdirSync(directory)
    .filter((name) => name.endsWith('.sock'))
    .map((name) => join(directory, name));

/** Connects to a supervisor's socket. One that nobody listens on any more is removed; undefined: nobody answers. */
export const connectTo = (path: string): Promise<Socket | undefined> =>
  new Promise((settle) => {
    const socket = connect({ path, allowHalfOpen: true });
    socket.once('connect', () => settle(socket.off('error', failed)));
    const failed = ({ code }: NodeJS.ErrnoException): void => {
      if (code === 'ECONNREFUSED') removeStale(path);
      settle(undefined);
    };
    socket.once('error', failed);
  });

const removeStale = (path: string): void => {
  try {
    unlinkSync(path);
  } catch {
    // Another one that met it was quicker.
  }
};

/** Removes the sockets that killed supervisors have left, but not one's own; a few at a time. */
export const sweep = async (directory: string, own: string, most = 50): Promise<void> => {
  for (const path of socketsIn(directory).slice(0, most)) if (path !== own) (await connectTo(path))?.destroy();
};
