import { constants } from 'node:os';
import koffi from 'koffi';

const libc = koffi.load(null);
const bind = (declaration: string) => libc.func(declaration);

/** The C library's calls that Node does not offer; each returns what C returns, see {@link errno}. Loading it costs ~10 ms. */
export const posixSpawn = bind(
  'int posix_spawn(_Out_ int *pid, const void *path, void *actions, void *attributes, void *argv, void *envp)',
);
export const fileActions = {
  init: bind('int posix_spawn_file_actions_init(void *actions)'),
  destroy: bind('int posix_spawn_file_actions_destroy(void *actions)'),
  close: bind('int posix_spawn_file_actions_addclose(void *actions, int fd)'),
  dup2: bind('int posix_spawn_file_actions_adddup2(void *actions, int fd, int newfd)'),
  open: bind('int posix_spawn_file_actions_addopen(void *actions, int fd, const void *path, int flags, int mode)'),
  fchdir: bind('int posix_spawn_file_actions_addfchdir_np(void *actions, int fd)'),
};
export const spawnAttributes = {
  init: bind('int posix_spawnattr_init(void *attributes)'),
  destroy: bind('int posix_spawnattr_destroy(void *attributes)'),
  setFlags: bind('int posix_spawnattr_setflags(void *attributes, short flags)'),
  setSignalDefault: bind('int posix_spawnattr_setsigdefault(void *attributes, const void *set)'),
  setSignalMask: bind('int posix_spawnattr_setsigmask(void *attributes, const void *set)'),
};
export const waitid = bind('int waitid(int type, int id, void *info, int options)');
export const waitpid = bind('int waitpid(int pid, _Out_ int *status, int options)');
export const flock = bind('int flock(int fd, int operation)');
export const mkfifo = bind('int mkfifo(const void *path, int mode)');
export const pipe2 = bind('int pipe2(void *fds, int flags)');
export const dup2 = bind('int dup2(int fd, int newfd)');
/** Its structure, in a buffer: `int fd; short events; short revents`. */
export const poll = bind('int poll(void *descriptors, unsigned long count, int timeout)');
export const fcntl = bind('int fcntl(int fd, int command, int value)');
/** Moves bytes from a pipe to a file without a moment at which only this process has them. */
export const splice = bind('long splice(int from, void *fromAt, int to, void *toAt, size_t count, unsigned int flags)');
export const eventfd = bind('int eventfd(unsigned int value, int flags)');
export const epoll = {
  create: bind('int epoll_create1(int flags)'),
  control: bind('int epoll_ctl(int epoll, int operation, int fd, void *event)'),
  wait: bind('int epoll_wait(int epoll, void *events, int most, int timeout)'),
};
export const prlimit = bind('int prlimit(int pid, int resource, void *next, void *old)');
export const setDisposition = bind('void *signal(int signal, intptr_t handler)');
/** Of the calling thread: the main one. */
export const threadMask = bind('int pthread_sigmask(int how, const void *set, void *old)');
export const setsid = bind('int setsid()');
export const sync = bind('void sync()');
/** Of the whole machine, or of the caller's pid namespace: see adapters/kernel.ts, the only place to call it from. */
export const reboot = bind('int reboot(int command)');
const gettimeofday = bind('int gettimeofday(void *time, void *zone)');
const environSymbol = libc.symbol('environ');

/** Second names of a number that has a better known one. */
const ALIASES: readonly string[] = ['EWOULDBLOCK', 'ENOTSUP'];
const NAME_OF_ERRNO = new Map(
  Object.entries(constants.errno)
    .filter(([name]) => !ALIASES.includes(name))
    .map(([name, number]) => [number, name]),
);

/** Name of an errno value: `ENOENT`. */
export const errnoName = (number: number): string => NAME_OF_ERRNO.get(number) ?? `E${number}`;

/** Name of the last call's error. */
export const errno = (): string => errnoName(koffi.errno());

/** Address of a buffer's first byte; the caller keeps the buffer alive. */
export const addressOf = (bytes: Uint8Array): bigint => koffi.address(bytes);

/** The process's own environment block, `char **`, as the kernel gave it and `process.env` changed it: bytes untouched. */
export const environ = (): unknown => koffi.decode(environSymbol, 'void *');

const timeval = Buffer.alloc(16);

/** Wall clock in microseconds since the Unix epoch. */
export const wallClock = (): number => {
  gettimeofday(timeval, null);
  return koffi.sizeof('long') === 8
    ? Number(timeval.readBigInt64LE(0)) * 1e6 + Number(timeval.readBigInt64LE(8))
    : timeval.readInt32LE(0) * 1e6 + timeval.readInt32LE(4);
};

/** Offset of `si_pid` in a `siginfo_t` filled by waitid(2). */
export const SI_PID = koffi.sizeof('void *') === 8 ? 16 : 12;
