import { closeSync, constants, fstatSync, openSync, readlinkSync, readSync } from 'node:fs';
import { Socket } from 'node:net';
import { isatty, ReadStream } from 'node:tty';
import { type CallbackActorLogic, fromCallback } from 'xstate';
import type { SourceFact, SourceInput, SourceOrder } from '../machines/log-ports.ts';
import type { FindLogSupplies, LogSupplies } from './log-place.ts';
import type { Pump } from './log-pump.ts';
import { codeOf } from './system.ts';

const STDIN = 0;
const NEWLINE = 10;
/** Milliseconds between two looks for the rest of a line, when told to end. */
const LOOK = 5;

/** Reads into the pump's room, chunk by chunk. */
export type Reader = {
  /** Starts, or goes on. */
  read(): void;
  /** No chunk comes after this. */
  stop(): void;
  /** A descriptor that single bytes can be read from without waiting. */
  readonly fd: number;
};

/** What becomes of a chunk: false, no more until `read` is called again. */
export type Heard = { chunk(count: number): boolean; end(code?: string): void };

/**
 * A description of standard input that is ours alone, so that nobody else's becomes non-blocking; the one that was handed
 * to us where the pipe may not be opened anew, because it is another user's, or is a socket.
 */
const ownDescriptor = (): number => {
  try {
    // A FIFO that is opened after its last writer has gone never tells of the end: poll(2) waits for a writer to come.
    if (!readlinkSync('/proc/self/fd/0').startsWith('pipe:')) return STDIN;
    return openSync('/proc/self/fd/0', constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    return STDIN;
  }
};

/** Pipes, sockets and terminals: the kernel says when there is something. */
const readStream = (room: Uint8Array, heard: Heard, terminal: boolean): Reader => {
  const fd = terminal ? STDIN : ownDescriptor();
  const onread = { buffer: room, callback: (count: number) => heard.chunk(count) };
  let socket: Socket | undefined;
  const open = (): Socket => {
    const options = { fd, readable: true, writable: false, onread };
    const opened = terminal ? new ReadStream(fd, options as object) : new Socket(options);
    opened.on('end', () => heard.end());
    opened.on('error', (error: NodeJS.ErrnoException) => heard.end(error.code ?? 'EIO'));
    return opened;
  };
  return {
    fd,
    read() {
      if (socket) socket.resume();
      else socket = open();
    },
    stop: () => void socket?.pause(),
  };
};

/** Regular files and devices, which are always ready; signals are heard between two chunks. */
const readFile = (room: Uint8Array, heard: Heard): Reader => {
  let isReading = false;
  const readOne = (): void => {
    if (!isReading) return;
    let count: number;
    try {
      count = readSync(STDIN, room);
    } catch (error) {
      isReading = false;
      heard.end(codeOf(error));
      return;
    }
    isReading = count > 0 && heard.chunk(count);
    if (count === 0) heard.end();
    else if (isReading) setImmediate(readOne);
  };
  return {
    fd: STDIN,
    read() {
      if (!isReading) setImmediate(readOne);
      isReading = true;
    },
    stop() {
      isReading = false;
    },
  };
};

const readerOf = (room: Uint8Array, heard: Heard): Reader => {
  const stats = fstatSync(STDIN);
  if (stats.isFIFO() || stats.isSocket()) return readStream(room, heard, false);
  return isatty(STDIN) ? readStream(room, heard, true) : readFile(room, heard);
};

/** Reads the rest of a line, byte by byte: what comes after it stays in the pipe for whoever reads it next. */
const readByte = (fd: number, room: Uint8Array): 'byte' | 'none' | 'end' => {
  try {
    return readSync(fd, room, 0, 1, null) === 1 ? 'byte' : 'end';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EAGAIN' ? 'none' : 'end';
  }
};

class Source {
  readonly #pump: Pump;
  readonly #ended: () => void;
  readonly #reader: Reader;
  #state: 'reading' | 'finishing' | 'ended' = 'reading';
  #timer: NodeJS.Timeout | undefined;

  constructor({ pump, say }: LogSupplies, ended: () => void) {
    this.#pump = pump;
    this.#ended = ended;
    this.#reader = readerOf(pump.batch.room, {
      chunk: (count) => this.#pump.feed(count, () => this.#goOn()),
      end: (code) => {
        if (code) say({ level: 'warning', message: 'unable to read standard input', subject: undefined, code });
        this.cut();
      },
    });
  }

  read(): void {
    if (this.#state === 'reading' && !this.#pump.isBusy) this.#reader.read();
  }

  /** The last chunk has been taken. */
  #goOn(): void {
    if (this.#state === 'reading') this.#reader.read();
    else if (this.#state === 'finishing') this.#look();
    else this.#end();
  }

  finish(): void {
    if (this.#state !== 'reading') return;
    this.#state = 'finishing';
    this.#reader.stop();
    if (!this.#pump.isBusy) this.#look();
  }

  /** Reads on to the end of the line that has begun. */
  #look(): void {
    while (this.#state === 'finishing' && this.#pump.batch.isTorn) {
      const got = readByte(this.#reader.fd, this.#pump.batch.room);
      if (got === 'none') {
        this.#timer = setTimeout(() => this.#look(), LOOK);
        return;
      }
      if (got === 'end') break;
      if (!this.#pump.feed(1, () => this.#goOn())) return;
    }
    if (this.#state === 'finishing') this.cut();
  }

  /** Ends the line that has begun, and the input with it. */
  cut(): void {
    if (this.#state === 'ended') return;
    this.#state = 'ended';
    clearTimeout(this.#timer);
    if (!this.#pump.isBusy) this.#end();
  }

  #end(): void {
    const { batch } = this.#pump;
    if (batch.isTorn) {
      batch.room[0] = NEWLINE;
      if (!this.#pump.feed(1, () => this.#end())) return;
    }
    this.#ended();
  }

  close(): void {
    this.#reader.stop();
    clearTimeout(this.#timer);
    if (this.#reader.fd !== STDIN) closeSync(this.#reader.fd);
  }
}

/** Adapter of the `source` port: standard input. */
export const createLogSource = (find: FindLogSupplies): CallbackActorLogic<SourceOrder, SourceInput> =>
  fromCallback<SourceOrder, SourceInput>(({ sendBack, receive, system }) => {
    const source = new Source(find(system), () => sendBack({ type: 'source.ended' } satisfies SourceFact));
    receive(({ type }) => {
      if (type === 'source.read') source.read();
      else if (type === 'source.finish') source.finish();
      else source.cut();
    });
  });
