import { closeSync, writeSync } from 'node:fs';
import * as libc from './libc.ts';
import type { Pipes, Readiness } from './system.ts';

const SPLICE_F_MOVE = 1;
const SPLICE_F_NONBLOCK = 2;
const EPOLL_CLOEXEC = 0o2000000;
const O_CLOEXEC = 0o2000000;
const EFD_CLOEXEC_NONBLOCK = 0o2004000;
const EPOLLIN = 1;
const EPOLLPRI = 2;
const EPOLLONESHOT = 0x40000000;
const [ADD, REMOVE, CHANGE] = [1, 2, 3];

const F_SETPIPE_SZ = 1031;
/** Bytes; four times what a pipe holds at first, a quarter of what the kernel allows everybody. */
const LARGE_PIPE = 262_144;

/** A `struct epoll_event` is packed on x86-64 alone. */
const EVENT = process.arch === 'x64' ? { size: 12, key: 4 } : { size: 16, key: 8 };
const MOST_EVENTS = 256;

type Ready = () => void;

/** What the kernel refused, as errors of `node:fs` have it. */
const refusal = (what: string, syscall: string): Error => {
  const code = libc.errno();
  return Object.assign(new Error(`unable to ${what}: ${code}`), { code, syscall });
};

/**
 * One thread of Node's pool waits in epoll for all descriptors. Node's own poll would read them, and what has been read
 * is lost when the program is killed.
 */
class Waiter {
  readonly #fault: (cause: unknown) => void;
  readonly #epoll: number;
  readonly #events = Buffer.alloc(MOST_EVENTS * EVENT.size);
  readonly #one = Buffer.alloc(EVENT.size);
  readonly #ready = new Map<number, Ready>();
  #lastKey = 0;

  constructor(fault: (cause: unknown) => void) {
    this.#fault = fault;
    const wake = libc.eventfd(0, EFD_CLOEXEC_NONBLOCK);
    if (wake < 0) throw refusal('make an eventfd', 'eventfd');
    this.#epoll = libc.epoll.create(EPOLL_CLOEXEC);
    if (this.#epoll < 0) {
      const error = refusal('make an epoll instance', 'epoll_create1');
      closeSync(wake);
      throw error;
    }
    this.#control(ADD, wake, EPOLLIN, 0);
    // Node waits for its threads when it exits, and this one would wait for ever.
    process.on('exit', () => void writeSync(wake, new Uint8Array(new BigUint64Array([1n]).buffer)));
    this.#wait();
  }

  #control(operation: number, fd: number, events: number, key: number): void {
    this.#one.writeUInt32LE(events, 0);
    this.#one.writeUInt32LE(key, EVENT.key);
    if (libc.epoll.control(this.#epoll, operation, fd, this.#one) !== 0) throw refusal('watch a pipe', 'epoll_ctl');
  }

  #wait(): void {
    libc.epoll.wait.async(this.#epoll, this.#events, MOST_EVENTS, -1, (_: unknown, count: number) => {
      for (let event = 0; event < count; event++) this.#tell(this.#events.readUInt32LE(event * EVENT.size + EVENT.key));
      this.#wait();
    });
  }

  #tell(key: number): void {
    try {
      this.#ready.get(key)?.();
    } catch (cause) {
      this.#fault(cause);
    }
  }

  watch(fd: number, ready: Ready, events: number): Readiness {
    // Not the descriptor: its number may be another file's by the time an event is looked at.
    const key = ++this.#lastKey;
    this.#control(ADD, fd, EPOLLONESHOT, key);
    this.#ready.set(key, ready);
    return {
      arm: () => this.#control(CHANGE, fd, events | EPOLLONESHOT, key),
      close: () => {
        if (this.#ready.delete(key)) this.#control(REMOVE, fd, 0, key);
      },
    };
  }
}

const pair = (): { reader: number; writer: number } => {
  const ends = new Int32Array(2);
  if (libc.pipe2(ends, O_CLOEXEC) !== 0) throw refusal('make a pipe', 'pipe2');
  return { reader: ends[0]!, writer: ends[1]! };
};

const place = Buffer.alloc(8);

/** splice(2) and epoll(7). */
export const createPipes = (fault: (cause: unknown) => void): Pipes => {
  let waiter: Waiter | undefined;
  return {
    splice(from, to, at, count) {
      place.writeBigInt64LE(BigInt(at));
      const moved = libc.splice(from, null, to, place, count, SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
      return moved < 0 ? libc.errno() : Number(moved);
    },
    watch(fd, ready, isNotice = false) {
      waiter ??= new Waiter(fault);
      return waiter.watch(fd, ready, isNotice ? EPOLLPRI : EPOLLIN);
    },
    enlarge(fd) {
      libc.fcntl(fd, F_SETPIPE_SZ, LARGE_PIPE);
    },
    pair,
    ended() {
      const { reader, writer } = pair();
      closeSync(writer);
      return reader;
    },
  };
};
