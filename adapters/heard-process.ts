import { closeSync, constants } from 'node:fs';
import { Socket } from 'node:net';
import { fromBytes } from './bytes.ts';
import { openDirectory } from './directory.ts';
import type { System } from './system.ts';

/** Bytes of each stream that are kept. */
const MOST = 65_536;
/** Milliseconds that what a process has said may take to be read after its end: others may have its pipes still. */
const LAST_WORDS = 200;

/** What somebody has said so far. */
class Stream {
  readonly path: string;
  readonly ended: Promise<void>;
  readonly #writer: number;
  readonly #socket: Socket;
  #bytes = Buffer.alloc(0);

  constructor({ pipes }: System, heard: () => void) {
    const { reader, writer } = pipes!.pair();
    this.#writer = writer;
    this.path = `/proc/self/fd/${writer}`;
    this.#socket = new Socket({ fd: reader, readable: true, writable: false });
    this.#socket.on('data', (chunk: Buffer) => {
      this.#bytes = Buffer.concat([this.#bytes, chunk]).subarray(0, MOST);
      heard();
    });
    this.#socket.on('error', () => {});
    this.ended = new Promise((settle) => void this.#socket.once('close', () => settle()));
  }

  get text(): string {
    return fromBytes(this.#bytes);
  }

  /** Others may write to it from now on, not we. */
  share(): void {
    closeSync(this.#writer);
  }

  close(): void {
    this.#socket.destroy();
  }
}

/** What has become of a process that is listened to. */
export type Heard = {
  /** A line on standard output; the first one alone is told. */
  said(line: string): void;
  /** It has ended, or could not be started, without having said a line. What it has said on standard error. */
  failed(words: string): void;
};

/**
 * Starts a program in this program's own directory, in a session of its own, and hears what it says. Native systems only.
 *
 * @returns ends it, and listens no more.
 */
export const hear = (system: System, argv: readonly string[], heard: Heard): (() => void) => {
  let [pid, isOver] = [0, false];
  const end = (): void => {
    isOver = true;
    if (pid !== 0) system.processes.signal(pid, 'SIGKILL');
    out.close();
    err.close();
  };
  const look = (): void => {
    const length = out.text.indexOf('\n');
    if (isOver || length < 0) return;
    const line = out.text.slice(0, length);
    end();
    heard.said(line);
  };
  const out = new Stream(system, look);
  const err = new Stream(system, () => {});
  const fail = (words: string): void => {
    if (isOver) return;
    end();
    heard.failed(words);
  };
  const here = openDirectory('.');
  const words = { flags: constants.O_WRONLY } as const;
  const nothing = { path: '/dev/null', flags: constants.O_RDONLY };
  const streams = { stdin: nothing, stdout: { ...words, path: out.path }, extra: { 2: { ...words, path: err.path } } };
  system.processes.start(
    { file: argv[0]!, argv, cwd: here.fd, ...streams, session: true },
    {
      started(started) {
        pid = started;
      },
      failed: (code) => setImmediate(() => fail(`unable to start ${argv[0]}: ${code}`)),
      exited() {
        pid = 0;
        const late = new Promise((settle) => setTimeout(settle, LAST_WORDS).unref());
        void Promise.race([Promise.all([out.ended, err.ended]), late]).then(() => fail(err.text));
      },
    },
  );
  closeSync(here.fd);
  out.share();
  err.share();
  return end;
};
