import { randomBytes } from 'node:crypto';
import { renameSync, unlinkSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { Peer } from './peer.ts';
import type { Supervisor } from './replies.ts';

/** Clients at a time. */
export const MOST_CLIENTS = 64;
/** How many of them may follow what happens: the other places are for those that ask, and go. */
export const MOST_FOLLOWERS = 48;
/** Those that were dismissed, and have not hung up yet. */
const MOST_LEAVING = 16;

const unlinkQuietly = (path: string): void => {
  try {
    unlinkSync(path);
  } catch {
    // Somebody else has; or cannot be helped: whoever meets it finds nobody there, and removes it.
  }
};

/** The supervisor's ear: a unix socket that answers what messages.ts says. It keeps no program from ending. */
export class WatchServer {
  readonly path: string;
  readonly #supervisor: Supervisor;
  readonly #server: Server;
  readonly #peers = new Set<Peer>();
  readonly #leaving = new Set<Peer>();

  /** @param directory made and looked at before: nobody else can get at what is in it. */
  constructor(directory: string, program: string, supervisor: Supervisor) {
    this.path = join(directory, `${program}-${process.pid}-${randomBytes(4).toString('hex')}.sock`);
    this.#supervisor = supervisor;
    this.#server = createServer({ allowHalfOpen: true }, (socket) => {
      socket.unref();
      if (this.#peers.size >= MOST_CLIENTS) this.#makeRoom();
      const peer = new Peer(socket, this.#supervisor, () => this.#followers < MOST_FOLLOWERS);
      this.#peers.add(peer);
      socket.once('close', () => {
        this.#peers.delete(peer);
        this.#leaving.delete(peer);
      });
    });
  }

  get #followers(): number {
    return [...this.#peers].filter(({ isFollowing }) => isFollowing).length;
  }

  /** Who has asked nothing for the longest, and does not follow, has had its answer, or does not read it. */
  #makeRoom(): void {
    const [first] = [...this.#peers]
      .filter(({ isFollowing }) => !isFollowing)
      .sort((one, other) => one.heardAt - other.heardAt);
    if (!first) return;
    this.#peers.delete(first);
    first.dismiss('its place was needed for another client');
    this.#leaving.add(first);
    const [oldest] = this.#leaving;
    if (this.#leaving.size > MOST_LEAVING) oldest!.destroy();
  }

  /** Listens from now on. Rejects with the errors of bind(2). */
  async open(): Promise<void> {
    // A socket that is bound and does not listen yet refuses, as a stale one does: nobody is to meet it by its name.
    const unborn = `${this.path}.new`;
    await new Promise<void>((settle, reject) => {
      // It is bound before listen() returns, and nobody else's from that moment on: the directory may be open to others.
      const mask = process.umask(0o177);
      this.#server.once('error', reject).listen(unborn, settle);
      process.umask(mask);
    });
    this.#server.unref();
    // A client that cannot be accepted, for want of descriptors say, is no reason to end.
    this.#server.removeAllListeners('error').on('error', () => {});
    renameSync(unborn, this.path);
    process.once('exit', this.#unlink);
  }

  readonly #unlink = (): void => unlinkQuietly(this.path);

  /** Says the last words, and removes the socket. */
  close(): void {
    process.off('exit', this.#unlink);
    for (const peer of this.#peers) peer.close();
    this.#server.close();
    this.#unlink();
  }
}
