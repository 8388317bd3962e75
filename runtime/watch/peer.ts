import type { Socket } from 'node:net';
import { dismiss } from './dismiss.ts';
import { Follower } from './follower.ts';
import { lineOf } from './line.ts';
import type { Request } from './messages.ts';
import { replyTo, type Supervisor } from './replies.ts';
import { readRequest } from './requests.ts';

/** Bytes that wait for a slow reader, beyond what the kernel takes: more are not made. */
export const MOST_WAITING = 1 << 20;
/** Bytes of a request. */
export const LONGEST_REQUEST = 64 << 10;
/** Lines of a follower that are made in one turn of the event loop. */
const LINES_A_TURN = 100;
/** Milliseconds in which who reads nothing of what waits for it is a pager that somebody has left open; later it is dropped. */
const LONGEST_SILENCE = 600_000;

/**
 * One client: its requests answered one after the other, then what it follows. Everything is made in small pieces, one
 * a turn of the event loop, and only while its reader keeps up.
 */
export class Peer {
  readonly #socket: Socket;
  readonly #supervisor: Supervisor;
  /** Of requests, not read to their line's end. */
  #input = '';
  #reply: Iterator<string> | undefined;
  #follower: Follower | undefined;
  #unlisten: () => void = () => {};
  #isDue = false;
  #isMetered = false;
  /** Nothing more will be asked. */
  #hasEnded = false;
  readonly #mayFollow: () => boolean;
  /** When it has said something last, monotonic. */
  heardAt = performance.now();

  /** @param mayFollow whether there is a place for one more that follows. */
  constructor(socket: Socket, supervisor: Supervisor, mayFollow: () => boolean, silence = LONGEST_SILENCE) {
    this.#socket = socket;
    this.#supervisor = supervisor;
    this.#mayFollow = mayFollow;
    socket.setTimeout(silence).on('timeout', () => socket.writableLength > 0 && socket.destroy());
    socket.setEncoding('utf8');
    socket.on('data', (text: unknown) => this.#read(text as string));
    socket.on('drain', () => this.#wake());
    socket.on('end', () => {
      this.#hasEnded = true;
      this.#wake();
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#leave());
    socket.write(lineOf(supervisor.hello));
  }

  get isFollowing(): boolean {
    return this.#follower !== undefined;
  }

  #leave(): void {
    this.#unlisten();
    if (this.#isMetered) this.#supervisor.meter.leave();
    this.#isMetered = false;
    this.#reply = undefined;
    this.#follower = undefined;
  }

  #read(text: string): void {
    this.heardAt = performance.now();
    this.#input += text;
    const end = this.#input.indexOf('\n');
    if ((end < 0 ? this.#input.length : end) > LONGEST_REQUEST) {
      this.dismiss('request too long');
      return;
    }
    // What is asked while there is much to answer waits in the kernel.
    if (this.#input.length > LONGEST_REQUEST) this.#socket.pause();
    this.#wake();
  }

  /** Says why, and hangs up. */
  dismiss(reason: string): void {
    this.#leave();
    this.#input = '';
    this.#hasEnded = true;
    dismiss(this.#socket, reason);
  }

  /** Hangs up without a word. */
  destroy(): void {
    this.#socket.destroy();
  }

  readonly #wake = (): void => {
    if (this.#isDue || this.#socket.destroyed) return;
    this.#isDue = true;
    setImmediate(this.#turn);
  };

  /** Whatever goes wrong in here ends this client, and nothing else. */
  readonly #turn = (): void => {
    this.#isDue = false;
    if (this.#socket.destroyed) return;
    try {
      this.#goOn();
    } catch {
      this.#socket.destroy();
    }
  };

  #goOn(): void {
    if (this.#socket.writableLength >= MOST_WAITING) this.#wait();
    else if (this.#reply) this.#goOnWith(this.#reply);
    else if (!this.#nextRequest()) this.#tell();
  }

  /** Until the reader has read: `drain` comes then. */
  #wait(): void {
    this.#follower?.drop();
    if (this.#follower?.isHopeless) this.#socket.destroy();
  }

  #goOnWith(reply: Iterator<string>): void {
    const { done, value } = reply.next();
    if (done) this.#reply = undefined;
    else this.#socket.write(value);
    this.#wake();
  }

  /** Begins with the next request; false: there is none. */
  #nextRequest(): boolean {
    const end = this.#input.indexOf('\n');
    if (end < 0) {
      this.#socket.resume();
      return false;
    }
    const line = this.#input.slice(0, end);
    this.#input = this.#input.slice(end + 1);
    if (line.trim() !== '') this.#answer(line);
    this.#wake();
    return true;
  }

  #answer(line: string): void {
    const read = readRequest(line);
    if ('request' in read) this.#serve(read.request);
    else this.dismiss(read.problem);
  }

  /** Hears why not; where an upgrade succeeds, this ends with the program. */
  async #upgrade(): Promise<void> {
    const { upgrade } = this.#supervisor;
    const reason =
      (await upgrade?.()) ?? 'only a runsvdir can be upgraded: this is none, or one inside another program';
    if (!this.#socket.destroyed) this.#socket.write(lineOf({ type: 'refused', reason }));
  }

  #serve(request: Request): void {
    if (request.type === 'upgrade') return void this.#upgrade();
    if (request.type === 'load' && !this.#isMetered) {
      this.#supervisor.meter.use();
      this.#isMetered = true;
    }
    const isNew = !this.#follower;
    if (request.type === 'follow' && isNew && !this.#mayFollow()) {
      this.dismiss('as many clients as can do follow already');
      return;
    }
    // First listen, then tell how things are: nothing falls in between.
    if (request.type === 'follow') this.#follow(request);
    this.#reply = replyTo(request, this.#supervisor, isNew);
  }

  /** A client follows one thing: a second request takes the place of the first. */
  #follow(request: Extract<Request, { type: 'follow' }>): void {
    this.#unlisten();
    const { recorder } = this.#supervisor;
    this.#follower = new Follower(request, recorder, this.#wake, this.#follower);
    this.#unlisten = recorder.journal.listen(this.#follower);
  }

  /** What there is for a follower; who asks no more, and does not follow, is done. */
  #tell(): void {
    const follower = this.#follower;
    if (!follower) return void (this.#hasEnded && this.#socket.end());
    if (follower.isEmpty) return;
    this.#socket.write(follower.take(LINES_A_TURN).join(''));
    if (!follower.isEmpty) this.#wake();
  }

  /** The supervisor ends: what is there is said, as far as the reader takes it at once. */
  close(): void {
    while (this.#follower && !this.#follower.isEmpty && !this.#reply && this.#socket.writableLength < MOST_WAITING)
      this.#tell();
    this.#leave();
    this.#socket.end();
  }
}
