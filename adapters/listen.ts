import { randomBytes } from 'node:crypto';
import { linkSync, lstatSync, renameSync, unlinkSync } from 'node:fs';
import { connect, type Server } from 'node:net';
import { dirname, join } from 'node:path';

/** Nobody but the owner can connect. */
const OWNER_ONLY = 0o177;

/** Whether a socket is one that nobody listens on any more. */
const isStale = (path: string): Promise<boolean> =>
  new Promise((settle) => {
    const socket = connect({ path });
    socket.once('connect', () => {
      socket.destroy();
      settle(false);
    });
    socket.once('error', ({ code }: NodeJS.ErrnoException) => settle(code === 'ECONNREFUSED'));
  });

/** Removes the socket that a killed server has left; a live one, and what is no socket, stay. */
const removeStale = async (path: string): Promise<void> => {
  if (!lstatSync(path, { throwIfNoEntry: false })?.isSocket() || !(await isStale(path))) return;
  // Another server may have done the same meanwhile: what it listens on gets its name back.
  const aside = join(dirname(path), randomBytes(4).toString('hex'));
  renameSync(path, aside);
  try {
    if (!(await isStale(aside))) linkSync(aside, path);
  } finally {
    unlinkSync(aside);
  }
};

const listening = (server: Server, listen: () => void): Promise<void> =>
  new Promise((settle, reject) => {
    const failed = (error: Error): void => {
      server.off('listening', done);
      reject(error);
    };
    const done = (): void => {
      server.off('error', failed);
      settle();
    };
    server.once('error', failed).once('listening', done);
    listen();
  });

/**
 * Has a server listen on a unix socket that nobody but its owner can connect to, from the first moment on. Takes over
 * the socket of a server that was killed. Rejects with the errors of bind(2): `EADDRINUSE` where somebody listens there,
 * or where it is no socket.
 */
export const listenOnPath = async (server: Server, path: string): Promise<void> => {
  await removeStale(path).catch(() => {});
  await listening(server, () => {
    const before = process.umask(OWNER_ONLY);
    try {
      server.listen({ path });
    } finally {
      process.umask(before);
    }
  });
};

/** Has a server listen on a port; rejects with the errors of bind(2). */
export const listenOnPort = (server: Server, host: string, port: number): Promise<void> =>
  listening(server, () => server.listen({ host, port }));
