import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

const BIN = resolve(import.meta.dirname, '../../../dist/bin');

/** System calls of a supervisor at which it is killed, as strace names them. */
const CALLS = [
  ...['openat', 'write', 'pwrite64', 'rename', 'close', 'read', 'pread64', 'ftruncate', 'unlink', 'fsync', 'fdatasync'],
  ...[
    'clone,clone3,vfork',
    'kill',
    'faccessat',
    'wait4',
    'splice',
    'flock',
    'fstat,newfstatat,statx',
    'epoll_ctl',
    'ioctl',
  ],
  ...['mkdir', 'fcntl', 'inotify_add_watch', 'prlimit64', 'rt_sigprocmask', 'mknodat,mknod'],
];

/** How a supervisor is to die. */
export type Death =
  /** Some time after it has come up. */
  | { readonly type: 'moment'; readonly after: number }
  /** At a system call, counted from the moment when it has come up. */
  | { readonly type: 'call'; readonly call: string; readonly count: number }
  /** At a system call, counted from its start. */
  | { readonly type: 'start'; readonly call: string; readonly count: number };

export const someDeath = (random: () => number, canTrace: boolean): Death => {
  const [kind, call] = [random(), CALLS[Math.floor(random() * CALLS.length)]!];
  if (!canTrace || kind < 0.2) return { type: 'moment', after: random() * 600 };
  // Few as often as many: the first calls of a kind are where there is most to be broken.
  const count = Math.floor(Math.exp(random() * 6));
  return kind < 0.6 ? { type: 'call', call, count } : { type: 'start', call, count: count * 2 };
};

const injection = ({ call, count }: { call: string; count: number }): string[] => [
  ...['-qq', '-o', '/dev/null', '-e', `trace=${call}`, '-e', `inject=${call}:signal=SIGKILL:when=${count}`],
];

/** A runsvdir that is going to be killed. */
export class Supervisor {
  readonly #child: ChildProcess;
  readonly #end: Promise<unknown>;
  #said = '';
  #tracer: ChildProcess | undefined;
  isDead = false;

  constructor(directory: string, death?: Death) {
    const program = [`${BIN}/runsvdir`, directory];
    // -D: the child is the program, and strace beside it.
    const traced = death?.type === 'start' ? ['strace', '-D', ...injection(death), ...program] : program;
    const env = { PATH: `${BIN}:/usr/bin:/bin`, RUNSTATE_HISTORY: '0' };
    // Ctrl-C is for the harness, which ends it with its services.
    this.#child = spawn(traced[0]!, traced.slice(1), { env, detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
    this.#child.stderr!.on('data', (chunk) => {
      this.#said = `${this.#said}${chunk}`.slice(-20_000);
    });
    this.#end = once(this.#child, 'exit').then(() => {
      this.isDead = true;
    });
  }

  /** The last that it said. */
  get said(): string {
    return this.#said;
  }

  /** Has it die as it is to, and waits for that; where the system call does not come, it is killed all the same. */
  async die(death: Death): Promise<void> {
    if (death.type === 'call') {
      const { pid } = this.#child;
      this.#tracer = spawn('strace', ['-p', `${pid}`, ...injection(death)], { stdio: 'ignore' });
    }
    const patience = death.type === 'moment' ? death.after : 3000;
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), patience);
    await this.#end;
    clearTimeout(timer);
    this.#tracer?.kill('SIGKILL');
  }

  /** Ends it with its services. */
  async hangUp(): Promise<void> {
    this.#child.kill('SIGHUP');
    await this.#end;
  }
}
