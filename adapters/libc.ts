import koffi from 'koffi';

const libc = /* @__PURE__ */ koffi.load(null);
/** Each costs time to bind: a bundle has only those that it calls. */
/* @__NO_SIDE_EFFECTS__ */
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
let chdirAction: ReturnType<typeof bind> | undefined;
/** Bound when it is called: few do. */
export const addChdir = (actions: Buffer, path: Buffer): void => {
  chdirAction ??= bind('int posix_spawn_file_actions_addchdir_np(void *actions, const void *path)');
  chdirAction(actions, path);
};
export const spawnAttributes = {
  init: bind('int posix_spawnattr_init(void *attributes)'),
  destroy: bind('int posix_spawnattr_destroy(void *attributes)'),
  setFlags: bind('int posix_spawnattr_setflags(void *attributes, short flags)'),
  setSignalDefault: bind('int posix_spawnattr_setsigdefault(void *attributes, const void *set)'),
  setSignalMask: bind('int posix_spawnattr_setsigmask(void *attributes, const void *set)'),
};
export const waitid = bind('int waitid(int type, int id, void *info, int options)');
export const prctl = bind('int prctl(int option, unsigned long argument)');
export const waitpid = bind('int waitpid(int pid, _Out_ int *status, int options)');
export const flock = bind('int flock(int fd, int operation)');
export const faccessat = bind('int faccessat(int directory, const char *name, int mode, int flags)');
export const mkfifoat = bind('int mkfifoat(int directory, const void *name, int mode)');
export const openat = bind('int openat(int directory, const char *name, int flags, int mode)');
export const renameat = bind('int renameat(int directory, const char *from, int other, const char *to)');
export const pipe2 = bind('int pipe2(void *fds, int flags)');
export const dup2 = bind('int dup2(int fd, int newfd)');
/** Its structure, in a buffer: `int fd; short events; short revents`. */
export const poll = bind('int poll(void *descriptors, unsigned long count, int timeout)');
export const fcntl = bind('int fcntl(int fd, int command, int value)');
/** Moves bytes from a pipe to a file without a moment at which only this process has them. */
export const splice = bind('long splice(int from, void *fromAt, int to, void *toAt, size_t count, unsigned int flags)');
export const memfd = bind('int memfd_create(const void *name, unsigned int flags)');
export const eventfd = bind('int eventfd(unsigned int value, int flags)');
export const epoll = {
  create: bind('int epoll_create1(int flags)'),
  control: bind('int epoll_ctl(int epoll, int operation, int fd, void *event)'),
  wait: bind('int epoll_wait(int epoll, void *events, int most, int timeout)'),
};
export const inotify = {
  create: bind('int inotify_init1(int flags)'),
  add: bind('int inotify_add_watch(int inotify, const void *path, uint32_t events)'),
  remove: bind('int inotify_rm_watch(int inotify, int watch)'),
};
export const prlimit = bind('int prlimit(int pid, int resource, void *next, void *old)');
export const setDisposition = bind('void *signal(int signal, intptr_t handler)');
/** Of the calling thread: the main one. */
export const threadMask = bind('int pthread_sigmask(int how, const void *set, void *old)');
export const execve = bind('int execve(const void *path, void *argv, void *envp)');
export const exitNow = bind('void _exit(int code)');
const malloc = bind('intptr_t malloc(size_t size)');
const free = bind('void free(intptr_t memory)');
export const setsid = bind('int setsid()');
export const chdir = bind('int chdir(const void *path)');
export const fchdir = bind('int fchdir(int fd)');
export const chroot = bind('int chroot(const void *path)');
export const nice = bind('int nice(int increment)');
export const setgroups = bind('int setgroups(size_t count, const void *gids)');
export const setgid = bind('int setgid(uint32_t gid)');
const setuidOfAll = bind('int setuid(uint32_t uid)');
const syscall = bind('long syscall(long number, long first, long second, long third, long fourth)');
const SYS_SETUID: Readonly<Record<string, number>> = { x64: 105, arm64: 146 };

/**
 * Sets the ids of the calling thread alone: the C library's setuid(3) does it to every thread of Node's, which then count
 * as processes of that user. For one who goes on to exec, when no other thread is left.
 */
export const setuid = (uid: number): number => {
  const number = SYS_SETUID[process.arch];
  return number === undefined ? setuidOfAll(uid) : Number(syscall(number, uid, 0, 0, 0));
};
export const close = bind('int close(int fd)');
export const ioctl = bind('int ioctl(int fd, unsigned long request, void *argument)');
// By number: the C library may be older than the kernel. Both have the same on every architecture.
export const pidfdOpen = (pid: number): number => Number(syscall(434, pid, 0, 0, 0));
export const pidfdSendSignal = (fd: number, signal: number): number => Number(syscall(424, fd, signal, 0, 0));
const getpwnam = bind('void *getpwnam(const void *name)');
const getgrnam = bind('void *getgrnam(const void *name)');
export const sync = bind('void sync()');
/** Of the whole machine, or of the caller's pid namespace: see adapters/kernel.ts, the only place to call it from. */
export const reboot = bind('int reboot(int command)');
const gettimeofday = bind('int gettimeofday(void *time, void *zone)');
const clockGettime = bind('int clock_gettime(int clock, void *time)');
const environSymbol = /* @__PURE__ */ libc.symbol('environ');

/** Second names of a number that has a better known one. */
const ALIASES: readonly string[] = ['EWOULDBLOCK', 'ENOTSUP', 'EDEADLOCK'];
let names: ReadonlyMap<number, string> | undefined;

/** From koffi's own table, and not before there is an error: programs that live for a moment have none, nor need Node's. */
const namesOfErrors = (): ReadonlyMap<number, string> => {
  const known = Object.entries(koffi.os.errno).filter(([name]) => !ALIASES.includes(name));
  return new Map(known.map(([name, number]) => [number, name]));
};

/** Name of an errno value: `ENOENT`. */
export const errnoName = (number: number): string => {
  names ??= namesOfErrors();
  return names.get(number) ?? `E${number}`;
};

/** Name of the last call's error. */
export const errno = (): string => errnoName(koffi.errno());

const SPARE_PIECES = 32;
/** As large as malloc(3) still takes from its heap. */
const PIECE_SIZE = 100_000;

/** Gives malloc(3) some memory that is free already, for when the kernel is going to give no more. */
export const keepSpareMemory = (): void => {
  const pieces = Array.from({ length: SPARE_PIECES }, () => malloc(PIECE_SIZE));
  // The last one stays: what is below it is not given back to the kernel.
  for (const piece of pieces.slice(0, -1)) free(piece);
};

/** Gives the kernel back what malloc(3) holds and nobody uses. The GNU C library's: elsewhere there is nothing to be done. */
export const trimMemory = /* @__PURE__ */ (() => {
  try {
    const trim = bind('int malloc_trim(size_t keep)');
    return (): void => void trim(0);
  } catch {
    return () => {};
  }
})();

/** Forgets the last error: for calls whose result does not tell whether there was one. */
export const clearErrno = (): void => void koffi.errno(0);

/** Where the ids are in `struct passwd` and `struct group`: behind the name and the password. */
const FIRST_ID = /* @__PURE__ */ (() => 2 * koffi.sizeof('void *'))();

/** User and primary group of an account; null: there is none, or {@link errno} says why it is not known. */
export const passwordEntry = (name: Uint8Array): { readonly uid: number; readonly gid: number } | null => {
  const entry = getpwnam(name);
  return entry === null
    ? null
    : { uid: koffi.decode(entry, FIRST_ID, 'uint32_t'), gid: koffi.decode(entry, FIRST_ID + 4, 'uint32_t') };
};

/** Id of a group; null as with {@link passwordEntry}. */
export const groupEntry = (name: Uint8Array): number | null => {
  const entry = getgrnam(name);
  return entry === null ? null : koffi.decode(entry, FIRST_ID, 'uint32_t');
};

/** Address of a buffer's first byte, or of what a pointer of C's points to; the caller keeps the buffer alive. */
export const addressOf = (bytes: unknown): bigint => koffi.address(bytes);

/** The process's own environment block, `char **`, as the kernel gave it and `process.env` changed it: bytes untouched. */
export const environ = (): unknown => koffi.decode(environSymbol, 'void *');

/** A `struct timeval` or `struct timespec`; there is room for the larger ones. */
const time = /* @__PURE__ */ (() => (koffi.sizeof('long') === 8 ? new BigInt64Array(2) : new Int32Array(4)))();

/** Its two numbers, seconds and their fraction, joined into units of which a second has so many, rounded down. */
const joined = (units: number, perUnit: number): number =>
  Number(time[0]) * units + Math.floor(Number(time[1]) / perUnit);

/** Wall clock in microseconds since the Unix epoch. */
export const wallClock = (): number => {
  gettimeofday(time, null);
  return joined(1e6, 1);
};

const CLOCK_BOOTTIME = 7;

/** Time since boot in hundredths of a second, rounded down: the clock that start times in `/proc` are of. */
export const bootTicks = (): number => {
  clockGettime(CLOCK_BOOTTIME, time);
  return joined(100, 1e7);
};
