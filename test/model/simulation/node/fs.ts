import { type BigIntStats, constants } from 'node:fs';
import type { Calls } from '../kernel/calls.ts';
import { KILLED, nodeError, Refusal } from '../kernel/errors.ts';
import type { Inode } from '../kernel/inode.ts';
import type { Path } from '../kernel/path.ts';
import type { Loop, Timer } from './loop.ts';

const DEVICE = 1;
/** NFS: nobody is told of what happens on the way to a directory, which is looked at. */
const FILE_SYSTEM = 0x6969;

const isKind =
  (...kinds: Inode['kind'][]) =>
  ({ kind }: Inode): boolean =>
    kinds.includes(kind);
const TESTS = {
  isFile: isKind('file'),
  isDirectory: isKind('directory'),
  isSymbolicLink: isKind('link'),
  isFIFO: isKind('fifo'),
  isSocket: () => false,
  isCharacterDevice: isKind('device'),
};
const testsOf = (inode: Inode): Record<string, () => boolean> =>
  Object.fromEntries(Object.entries(TESTS).map(([name, test]) => [name, () => test(inode)]));

const statsOf = (inode: Inode, options: { bigint?: boolean } = {}): object => {
  const number = options.bigint ? BigInt : Number;
  return {
    dev: number(DEVICE),
    ino: number(inode.number),
    rdev: number(0),
    uid: number(0),
    gid: number(0),
    mode: number(inode.fullMode),
    nlink: number(inode.links),
    size: number(inode.size),
    mtimeMs: inode.modified,
    mtimeNs: BigInt(Math.floor(inode.modified * 1000)) * 1000n,
    ...testsOf(inode),
  };
};

const encoded = (bytes: Buffer, encoding?: string): Buffer | string =>
  encoding === undefined ? bytes : bytes.toString(encoding as BufferEncoding);
const encodedName = (name: string, encoding?: string): Buffer | string =>
  encoding === 'buffer' ? Buffer.from(name, 'latin1') : name;

type ReadOptions = string | { encoding?: string; withFileTypes?: boolean } | undefined;
const encodingOf = (options: ReadOptions): string | undefined =>
  typeof options === 'string' ? options : options?.encoding;

const CHUNK = 4096;
const OPENED = { r: constants.O_RDONLY, 'r+': constants.O_RDWR, w: 0o1101 } as const;

/** Runs a call; a refusal becomes Node's error. */
const named = <T>(syscall: string, path: unknown, act: () => T): T => {
  try {
    return act();
  } catch (cause) {
    throw cause instanceof Refusal ? nodeError(cause.code, syscall, path) : cause;
  }
};

/** What of `node:fs` the product uses, over the system calls of one process. */
export const createFs = (calls: Calls, loop: Loop): object => {
  const openSync = (path: Path, flags: number | keyof typeof OPENED = 'r', mode?: number): number =>
    named('open', path, () => calls.open(path, typeof flags === 'number' ? flags : OPENED[flags], mode));
  const closeSync = (fd: number): void => named('close', fd, () => calls.close(fd));
  const writeSync = (
    fd: number,
    bytes: Uint8Array | string,
    offset = 0,
    length?: number,
    at?: number | null,
  ): number => {
    const all = typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
    return named('write', fd, () =>
      calls.write(fd, all.subarray(offset, offset + (length ?? all.length - offset)), at ?? undefined),
    );
  };
  const readSync = (fd: number, into: Uint8Array, offset = 0, length?: number, at?: number | null): number =>
    named('read', fd, () =>
      calls.read(fd, into.subarray(offset, offset + (length ?? into.length - offset)), at ?? undefined),
    );
  const readFileSync = (path: Path, options?: ReadOptions): Buffer | string => {
    const fd = openSync(path);
    try {
      const pieces: Buffer[] = [];
      for (let at = 0; ; ) {
        const piece = Buffer.alloc(CHUNK);
        const count = readSync(fd, piece, 0, CHUNK, at);
        pieces.push(piece.subarray(0, count));
        at += count;
        if (count < CHUNK) return encoded(Buffer.concat(pieces), encodingOf(options));
      }
    } finally {
      closeSync(fd);
    }
  };
  const writeFileSync = (path: Path, bytes: Uint8Array | string, { mode = 0o666 } = {}): void => {
    const fd = openSync(path, 'w', mode);
    try {
      writeSync(fd, bytes);
    } finally {
      closeSync(fd);
    }
  };
  const unlinkSync = (path: Path): void => named('unlink', path, () => calls.unlink(path));
  const realpathSync = (path: Path, options?: ReadOptions) =>
    encodedName(
      named('realpath', path, () => calls.realpath(path)),
      encodingOf(options),
    );
  type StatOptions = { bigint?: boolean; throwIfNoEntry?: boolean };
  const statBy =
    (follows: boolean) =>
    (path: Path, options: StatOptions = {}) => {
      try {
        return named('stat', path, () => statsOf(calls.stat(path, follows), options));
      } catch (error) {
        if (options.throwIfNoEntry === false && (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw error;
      }
    };
  const existsSync = (path: Path): boolean => {
    try {
      calls.stat(path);
      return true;
    } catch (cause) {
      if (cause === KILLED) throw cause;
      return false;
    }
  };
  const readdirSync = (path: Path, options?: ReadOptions): unknown[] => {
    const encoding = encodingOf(options);
    const names = named('scandir', path, () => calls.names(path));
    if (typeof options === 'object' && options.withFileTypes)
      return names.map(([name, inode]) => ({ name: encodedName(name, encoding), ...testsOf(inode) }));
    return names.map(([name]) => encodedName(name, encoding));
  };
  /** What libuv compares of a path, or why it cannot be looked at. */
  const lookAt = (path: Path): string => {
    try {
      const { ino, mtimeNs, size } = statBy(true)(path, { bigint: true }) as BigIntStats;
      return [ino, mtimeNs, size].join();
    } catch (cause) {
      if (cause === KILLED) throw cause;
      return String((cause as NodeJS.ErrnoException).code);
    }
  };
  const polls = new Map<() => void, Timer>();
  const watchFile = (path: Path, { interval }: { interval: number }, changed: () => void): void => {
    let last: string | undefined;
    loop.soon(() => {
      last = lookAt(path);
    });
    const look = (): void => {
      const now = lookAt(path);
      const isNew = last !== undefined && now !== last;
      last = now;
      if (isNew) changed();
    };
    polls.set(changed, loop.setInterval(look, interval));
  };
  const unwatchFile = (_path: Path, changed: () => void): void => {
    loop.clear(polls.get(changed));
    polls.delete(changed);
  };
  return {
    constants,
    watchFile,
    unwatchFile,
    openSync,
    closeSync,
    writeSync,
    readSync,
    readFileSync,
    writeFileSync,
    unlinkSync,
    existsSync,
    readdirSync,
    statSync: statBy(true),
    lstatSync: statBy(false),
    statfsSync: (path: Path) => named('statfs', path, () => ({ type: calls.stat(path) && FILE_SYSTEM })),
    fstatSync: (fd: number, options?: StatOptions) => named('fstat', fd, () => statsOf(calls.fstat(fd), options)),
    mkdirSync: (path: Path, mode: number) => named('mkdir', path, () => calls.mkdir(path, mode)),
    renameSync: (from: Path, to: Path) => named('rename', from, () => calls.rename(from, to)),
    symlinkSync: (target: string, path: Path) => named('symlink', path, () => calls.symlink(target, path)),
    readlinkSync: (path: Path, options?: ReadOptions) =>
      encodedName(
        named('readlink', path, () => calls.readlink(path)),
        encodingOf(options),
      ),
    realpathSync: Object.assign(realpathSync, { native: realpathSync }),
    rmSync: (path: Path) => {
      try {
        unlinkSync(path);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      }
    },
    accessSync: (path: Path, mode = 0) => named('access', path, () => calls.access(path, mode)),
    chmodSync: (path: Path, mode: number) => named('chmod', path, () => calls.chmod(path, mode)),
    fchmodSync: (fd: number, mode: number) => named('fchmod', fd, () => calls.fchmod(fd, mode)),
    truncateSync: (path: Path, size: number) => named('truncate', path, () => calls.truncate(path, size)),
    ftruncateSync: (fd: number, size: number) => named('ftruncate', fd, () => calls.ftruncate(fd, size)),
    fsyncSync: (fd: number) => named('fsync', fd, () => calls.fsync(fd)),
    fsync: (fd: number, done: (cause: Error | null) => void) => loop.sync(fd, done),
    watch: (path: Path, _options: object, heard: (kind: string, name: Buffer) => void) => loop.watch(path, heard),
  };
};
