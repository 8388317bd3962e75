import { refuse } from '../kernel/errors.ts';
import { OpenFile } from '../kernel/inode.ts';
import type { Loop } from './loop.ts';

const [ADD, REMOVE] = [1, 2];
const EPOLLIN = 1;
const EPOLLHUP = 0x10;
/** `struct epoll_event` as x86-64 packs it. */
const EVENT_SIZE = 12;
const KEY = 4;

type Watched = { readonly file: OpenFile; events: number; readonly key: number; readonly stop: () => void };

/** epoll(7) with one waiter, eventfd(2) and pipe2(2), as far as a supervisor uses them. */
export class Epoll {
  readonly #loop: Loop;
  readonly #watched = new Map<number, Watched>();
  #waiter: { readonly events: Buffer; readonly done: (count: number) => void } | undefined;
  #isQueued = false;

  constructor(loop: Loop) {
    this.#loop = loop;
    loop.whenEnded(() => {
      for (const { stop } of this.#watched.values()) stop();
    });
  }

  #open(kind: 'epoll' | 'eventfd' | 'fifo', flags = 2): number {
    return this.#loop.process.install(new OpenFile(this.#loop.kernel.createInode(kind, 0o600), flags));
  }

  create(): number {
    return this.#open('epoll');
  }

  eventfd(): number {
    return this.#open('eventfd');
  }

  /** Both ends of a pipe. */
  pipe(): [number, number] {
    const { kernel, process } = this.#loop;
    kernel.enter(process, 'pipe2');
    const code = kernel.faults.of('open');
    if (code) refuse(code);
    const inode = kernel.createInode('fifo', 0o600);
    const reader = process.install(new OpenFile(inode, 0));
    return [reader, process.install(new OpenFile(inode, 1))];
  }

  control(operation: number, fd: number, events: number, key: number): void {
    const file = this.#loop.process.files.get(fd) ?? refuse('EBADF');
    const known = this.#watched.get(fd);
    if (operation === ADD) {
      if (known && known.file === file) refuse('EEXIST');
      const { pipe, owner } = file.inode;
      const heard = (): void => this.#look();
      const listeners = pipe?.listeners ?? owner?.listeners;
      listeners?.add(heard);
      this.#watched.set(fd, { file, events, key, stop: () => listeners?.delete(heard) });
    } else if (!known || known.file !== file) refuse('ENOENT');
    else if (operation === REMOVE) {
      known.stop();
      this.#watched.delete(fd);
    } else known.events = events;
    this.#look();
  }

  wait(events: Buffer, done: (count: number) => void): void {
    this.#waiter = { events, done };
    this.#look();
  }

  /** What can be told of now; 0: nothing. What has been told of waits to be armed again, and tells of nothing. */
  #ready({ file, events }: Watched): number {
    if (events === 0) return 0;
    const { pipe, owner } = file.inode;
    const hasNews = pipe ? pipe.length > 0 : owner !== undefined && !owner.isAlive;
    const isIn = (events & EPOLLIN) !== 0 && hasNews;
    return (isIn ? EPOLLIN : 0) | (file.isAtEnd ? EPOLLHUP : 0);
  }

  #look(): void {
    if (this.#isQueued || !this.#waiter || ![...this.#watched.values()].some((one) => this.#ready(one) !== 0)) return;
    this.#isQueued = true;
    this.#loop.soon(() => this.#tell());
  }

  #tell(): void {
    this.#isQueued = false;
    const waiter = this.#waiter;
    if (!waiter) return;
    let count = 0;
    for (const one of this.#watched.values()) {
      const ready = this.#ready(one);
      if (ready === 0) continue;
      waiter.events.writeUInt32LE(ready, count * EVENT_SIZE);
      waiter.events.writeUInt32LE(one.key, count * EVENT_SIZE + KEY);
      one.events = 0;
      count++;
    }
    if (count === 0) return;
    this.#waiter = undefined;
    waiter.done(count);
  }
}
