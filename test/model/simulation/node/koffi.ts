import { constants } from 'node:os';
import { MOST_FILES } from '../kernel/calls.ts';
import { errnoOf, Refusal } from '../kernel/errors.ts';
import type { FileAction } from '../kernel/exec.ts';
import { spawn } from '../kernel/exec.ts';
import { Epoll } from './epoll.ts';
import type { Loop } from './loop.ts';
import { openPidfd, SYS_PIDFD_OPEN, SYS_PIDFD_SEND_SIGNAL, signalByPidfd, tellExit } from './pidfd.ts';

const F_SETPIPE_SZ = 1031;
/** Addresses that can still be followed. */
const KEPT_ADDRESSES = 64;

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1', 0, bytes.indexOf(0));

/** Memory by address, as far as it is still asked for. */
class Addresses {
  readonly #blocks = new Map<bigint, Uint8Array>();
  #next = 1n;

  of(bytes: Uint8Array): bigint {
    const address = this.#next << 32n;
    this.#next++;
    this.#blocks.set(address, bytes);
    if (this.#blocks.size > KEPT_ADDRESSES) this.#blocks.delete(this.#blocks.keys().next().value!);
    return address;
  }

  textAt(pointer: bigint): string {
    const offset = Number(pointer & 0xffff_ffffn);
    return textOf(this.#blocks.get((pointer >> 32n) << 32n)!.subarray(offset));
  }
}

/** What openat(2) and its kin reach by a descriptor. */
const pathIn = (directory: number, name: string): string => `/proc/self/fd/${directory}/${name}`;

type Call = (...args: never[]) => unknown;

/** Calls that say -1 and set errno. */
const signals = new Map(Object.entries(constants.signals).map(([name, number]) => [number, name]));
export const signalName = (number: number): NodeJS.Signals => signals.get(number) as NodeJS.Signals;

/** koffi, with a C library whose system calls are the simulated kernel's. */
export const createKoffi = (loop: Loop): object => {
  const { kernel, process, calls } = loop;
  const addresses = new Addresses();
  const actions = new WeakMap<Uint8Array, FileAction[]>();
  let errno = 0;
  const checked =
    <A extends unknown[]>(act: (...args: A) => unknown) =>
    (...args: A): number => {
      try {
        return Number(act(...args) ?? 0);
      } catch (cause) {
        if (!(cause instanceof Refusal)) throw cause;
        errno = errnoOf(cause.code);
        return -1;
      }
    };
  const add =
    (make: (...args: never[]) => FileAction) =>
    (to: Uint8Array, ...args: never[]): number => {
      actions.get(to)!.push(make(...args));
      return 0;
    };
  const epoll = new Epoll(loop);
  const functions: Readonly<Record<string, Call>> = {
    posix_spawn(pid: number[], path: Uint8Array, made: Uint8Array, _attributes: Uint8Array, argv: BigUint64Array) {
      const args = [...argv].filter((pointer) => pointer !== 0n).map((pointer) => addresses.textAt(pointer));
      try {
        pid[0] = spawn(kernel, process, textOf(path), actions.get(made)!, args);
        return 0;
      } catch (cause) {
        if (!(cause instanceof Refusal)) throw cause;
        return errnoOf(cause.code);
      }
    },
    posix_spawn_file_actions_init(to: Uint8Array) {
      actions.set(to, []);
      return 0;
    },
    posix_spawn_file_actions_destroy: (to: Uint8Array) => Number(!actions.delete(to)),
    posix_spawn_file_actions_addclose: add((fd: number) => ({ type: 'close', fd })),
    posix_spawn_file_actions_adddup2: add((from: number, fd: number) => ({ type: 'dup2', from, fd })),
    posix_spawn_file_actions_addopen: add((fd: number, path: Uint8Array, flags: number, mode: number) => ({
      type: 'open',
      fd,
      path: textOf(path),
      flags,
      mode,
    })),
    posix_spawn_file_actions_addfchdir_np: add((fd: number) => ({ type: 'fchdir', fd })),
    posix_spawnattr_init: () => 0,
    posix_spawnattr_destroy: () => 0,
    posix_spawnattr_setflags: () => 0,
    posix_spawnattr_setsigdefault: () => 0,
    posix_spawnattr_setsigmask: () => 0,
    waitid: checked((_type: number, pid: number) => {
      kernel.enter(process, 'waitid');
      if (kernel.processes.get(pid)?.parent !== process) throw new Refusal('ECHILD');
    }),
    waitpid: checked((pid: number, status: number[]) => {
      kernel.enter(process, 'waitpid');
      const child = pid === -1 ? kernel.deadChildOf(process) : kernel.processes.get(pid);
      if (pid === -1 && !child) return 0;
      if (child?.parent !== process) throw new Refusal('ECHILD');
      if (child.state !== 'zombie') return 0;
      status[0] = child.waitStatus;
      kernel.trace.add(kernel.elapsed, 'reap', child.pid);
      kernel.reap(child, process);
      return child.pid;
    }),
    flock: checked((fd: number) => calls.lock(fd)),
    faccessat: checked((directory: number, name: string, mode: number) => calls.access(pathIn(directory, name), mode)),
    mkfifoat: checked((directory: number, name: Uint8Array, mode: number) =>
      calls.mkfifo(pathIn(directory, textOf(name)), mode),
    ),
    openat: checked((directory: number, name: string, flags: number, mode: number) =>
      calls.open(pathIn(directory, name), flags, mode),
    ),
    renameat: checked((directory: number, from: string, _: number, to: string) =>
      calls.rename(pathIn(directory, from), pathIn(directory, to)),
    ),
    pipe2: checked((fds: Int32Array) => fds.set(epoll.pipe())),
    poll: () => 1,
    /** There is none to be had: removed locks are looked for. */
    inotify_init1: checked(() => {
      throw new Refusal('EMFILE');
    }),
    fcntl: (fd: number, command: number, value: number) => {
      const pipe = process.files.get(fd)?.inode.pipe;
      if (pipe && command === F_SETPIPE_SZ) pipe.capacity = value;
      return 0;
    },
    splice: checked((from: number, _: null, to: number, at: Buffer, count: number) =>
      calls.splice(from, to, Number(at.readBigInt64LE()), count),
    ),
    eventfd: () => epoll.eventfd(),
    epoll_create1: () => epoll.create(),
    epoll_ctl: checked((_: number, operation: number, fd: number, event: Buffer) =>
      epoll.control(operation, fd, event.readUInt32LE(0), event.readUInt32LE(4)),
    ),
    epoll_wait: Object.assign(() => 0, {
      async: (_: number, events: Buffer, _most: number, _wait: number, done: (error: null, count: number) => void) =>
        epoll.wait(events, (count) => done(null, count)),
    }),
    prlimit: (_pid: number, _resource: number, _next: BigUint64Array | null, old: BigUint64Array) => {
      old.set([BigInt(MOST_FILES), BigInt(MOST_FILES)]);
      return 0;
    },
    syscall: checked((number: number, first: number, second: number) => {
      if (number === SYS_PIDFD_OPEN) return openPidfd(loop, first);
      if (number === SYS_PIDFD_SEND_SIGNAL) return signalByPidfd(loop, first, signalName(second));
      throw new Error(`no system call ${number} is simulated`);
    }),
    ioctl: checked((fd: number, _request: number, info: Buffer) => tellExit(loop, fd, info)),
    signal: () => null,
    pthread_sigmask: () => 0,
    gettimeofday(time: BigInt64Array) {
      const { wall } = kernel;
      time.set([BigInt(Math.floor(wall / 1e6)), BigInt(wall % 1e6)]);
      return 0;
    },
    clock_gettime(_: number, time: BigInt64Array) {
      const { tick } = kernel;
      time.set([BigInt(Math.floor(tick / 100)), BigInt(tick % 100) * 10_000_000n]);
      return 0;
    },
  };
  const missing = (name: string) => (): never => {
    throw new Error(`the simulated C library has no ${name}`);
  };
  return {
    load: () => ({
      func(declaration: string) {
        const name = /(\w+)\(/.exec(declaration)![1]!;
        return functions[name] ?? missing(name);
      },
      symbol: (name: string) => name,
    }),
    sizeof: () => 8,
    decode: () => 0n,
    address: (bytes: Uint8Array) => addresses.of(bytes),
    errno: () => errno,
    os: { errno: constants.errno },
  };
};
