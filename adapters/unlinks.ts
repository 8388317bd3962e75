import { closeSync, readSync } from 'node:fs';
import { cString } from './c-strings.ts';
import * as libc from './libc.ts';
import { codeOf, type Pipes, type Readiness, type Unlinks } from './system.ts';

const CLOEXEC_NONBLOCK = 0o2004000;
/** The number of a file's names has changed; or its mode, or owner, or times. */
const IN_ATTRIB = 0x4;
/** What stands for the file where the kernel had more to tell than it keeps. */
const OVERFLOW = -1;
/** Bytes of a `struct inotify_event` without a name, and where the length of that is. */
const EVENT = { size: 16, length: 12 };

/** Files that are looked at instead while there are no more: for them a descriptor, and a thread that waits, would cost more. */
const FEW = 16;

/** One inotify(7) instance: any number of files for one descriptor. */
class Inotify {
  readonly #fd: number;
  readonly #told = new Map<number, () => void>();
  readonly #events = Buffer.alloc(4096);
  readonly #readiness: Readiness;

  constructor(fd: number, pipes: Pipes) {
    this.#fd = fd;
    this.#readiness = pipes.watch(fd, () => this.#read());
    this.#readiness.arm();
  }

  #read(): void {
    try {
      for (;;) this.#tell(this.#events.subarray(0, readSync(this.#fd, this.#events)));
    } catch (error) {
      if (codeOf(error) !== 'EAGAIN') throw error;
    }
    this.#readiness.arm();
  }

  #tell(events: Buffer): void {
    for (let at = 0; at < events.length; at += EVENT.size + events.readUInt32LE(at + EVENT.length)) {
      const file = events.readInt32LE(at);
      if (file === OVERFLOW) for (const touched of this.#told.values()) touched();
      else this.#told.get(file)?.();
    }
  }

  watch(fd: number, touched: () => void): (() => void) | undefined {
    const file = libc.inotify.add(this.#fd, cString(`/proc/self/fd/${fd}`), IN_ATTRIB);
    if (file < 0) return undefined;
    this.#told.set(file, touched);
    return () => {
      if (this.#told.delete(file)) libc.inotify.remove(this.#fd, file);
    };
  }
}

/** Undefined where the kernel refuses one. */
const createInotify = (pipes: Pipes): Inotify | undefined => {
  const fd = libc.inotify.create(CLOEXEC_NONBLOCK);
  if (fd < 0) return undefined;
  try {
    return new Inotify(fd, pipes);
  } catch (error) {
    closeSync(fd);
    // What is no refusal of the system's is thrown on.
    codeOf(error);
    return undefined;
  }
};

/**
 * Adapter of {@link Unlinks} by inotify(7).
 *
 * @param few so many are left to be looked at.
 */
export const createUnlinks = (pipes: Pipes, few = FEW): Unlinks => {
  let asked = 0;
  let inotify: Inotify | undefined;
  const waiting: (() => void)[] = [];
  return {
    watch(fd, touched, again) {
      asked += 1;
      if (asked <= few) {
        if (again) waiting.push(again);
        return undefined;
      }
      inotify ??= createInotify(pipes);
      // The first few are no more trouble than one.
      if (inotify) for (const each of waiting.splice(0)) setImmediate(each);
      return inotify?.watch(fd, touched);
    },
  };
};
