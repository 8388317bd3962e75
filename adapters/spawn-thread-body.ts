/** Where each number is in the memory that both threads have. */
export const AT = { turn: 0, status: 1, error: 2, pid: 3, task: 4 } as const;
/** Of `turn`: 0 when there is nothing to be done. */
export const ASKED = 1;
/** Of `status`. */
export const READY = 1;

/** What the thread is given. */
export type Given = {
  /** Numbers as {@link AT} has them, and from `words` on the five addresses posix_spawn(3) is called with. */
  readonly memory: SharedArrayBuffer;
  readonly words: number;
  readonly at: typeof AT;
  readonly asked: number;
  readonly ready: number;
  /** koffi's binary, which is loaded already. */
  readonly koffi: string;
  /** Descriptors that children have. */
  readonly kept: readonly number[];
};

type Koffi = { load(path: null): { func(declaration: string): (...args: unknown[]) => number } };

/**
 * What the thread does. It goes there as text, so that it comes along in every bundle: it knows nothing of this module.
 *
 * It has a table of descriptors of its own, with no more in it than its event loop and its children need, and no signal is
 * delivered to it: libuv's handler would write to a descriptor that is another one here.
 */
export const serve = (): void => {
  const fs = process.getBuiltinModule('node:fs');
  const { memory, words, at, asked, ready, koffi, kept } = process.getBuiltinModule('node:worker_threads')
    .workerData as Given;
  const numbers = new Int32Array(memory, 0, words / 4);
  const addresses = new BigInt64Array(memory, words);
  const module = { exports: {} };
  process.dlopen(module, koffi);
  const libc = (module.exports as Koffi).load(null);
  const syscall = libc.func('long syscall(long number, unsigned long first, unsigned long last, unsigned long flags)');
  const spawn = libc.func('int posix_spawn(_Out_ int *pid, intptr_t, intptr_t, intptr_t, intptr_t, intptr_t)');
  const [SIG_BLOCK, CLOSE_RANGE, UNSHARE, ALL] = [0, 436, 2, 0xffff_ffff];

  const isLoops = (fd: number): boolean => {
    try {
      return /^anon_inode:\[(eventpoll|eventfd|io_uring)\]$/.test(fs.readlinkSync(`/proc/self/fd/${fd}`));
    } catch {
      return false;
    }
  };
  /** The first call leaves the table of the other threads. Were it refused, a second one would close what is theirs. */
  const leaveTable = (): boolean => {
    const own = [...kept, ...fs.readdirSync('/proc/self/fd').map(Number).filter(isLoops), ALL + 1];
    let from = 0;
    for (const fd of own.sort((one, other) => one - other)) {
      if (fd > from && syscall(CLOSE_RANGE, from, fd - 1, UNSHARE) !== 0) return false;
      from = fd + 1;
    }
    return true;
  };

  libc.func('int pthread_sigmask(int how, const void *set, void *old)')(SIG_BLOCK, Buffer.alloc(128, 0xff), null);
  numbers[at.task] = Number(fs.readlinkSync('/proc/thread-self').split('/').at(-1));
  if (!leaveTable()) return;
  const pid = [0];
  Atomics.store(numbers, at.status, ready);
  for (;;) {
    Atomics.wait(numbers, at.turn, 0);
    if (Atomics.load(numbers, at.turn) !== asked) continue;
    numbers[at.error] = spawn(pid, ...addresses);
    numbers[at.pid] = pid[0]!;
    Atomics.store(numbers, at.turn, 0);
    Atomics.notify(numbers, at.turn);
  }
};
