import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { descriptor } from './child.ts';
import type { Scenario } from './compare.ts';
import { commandLine, isAsleep, procLink, statFields } from './proc.ts';
import type { StartOptions } from './program.ts';
import type { Sandbox } from './sandbox.ts';
import type { Said } from './startup.ts';
import { until } from './until.ts';

/** How chpst is called. */
export type Call = StartOptions & {
  /** The name it is called by. */
  readonly name?: string;
  readonly prepare?: (box: Sandbox) => void | Promise<void>;
};

/** Whether this is the superuser, who alone may change ids. */
export const isRoot = process.getuid?.() === 0;
if (!isRoot) console.warn('chpst: not root: the tests of users, groups and roots are skipped');

/** chpst of the subject under a name: a link to it, as it is installed. */
export const called = (box: Sandbox, name = 'chpst'): string => {
  mkdirSync(box.path('bin'), { recursive: true });
  symlinkSync(box.subject.chpst, box.path('bin', name));
  return box.path('bin', name);
};

/** A shell in front, which changes something and becomes the program. */
export const through = (script: string): readonly string[] => ['sh', '-c', `${script} && exec "$@"`, 'sh'];

const IDS = ['Uid', 'Gid', 'Groups', 'SigIgn', 'SigBlk', 'SigCgt', 'Umask', 'Threads'];

/** Values of `/proc/PID/status`; one may be empty. */
const statusOf = (pid: number): Record<string, string | undefined> => {
  const status = readFileSync(`/proc/${pid}/status`, 'latin1');
  return Object.fromEntries(IDS.map((name) => [name, new RegExp(`^${name}:[ \\t]*(.*)$`, 'm').exec(status)?.[1]]));
};

/** Everything that the kernel tells of a program. */
const seen = (box: Sandbox, pid: number) => ({
  argv: commandLine(pid),
  environment: readFileSync(`/proc/${pid}/environ`, 'latin1').replaceAll(box.directory, 'SANDBOX').split('\0'),
  cwd: procLink(pid, 'cwd')?.replace(box.directory, 'SANDBOX'),
  root: procLink(pid, 'root')?.replace(box.directory, 'SANDBOX'),
  status: statusOf(pid),
  limits: readFileSync(`/proc/${pid}/limits`, 'latin1').split('\n').slice(1),
  nice: statFields(pid)[16],
  descriptors: readdirSync(`/proc/${pid}/fd`).map((fd) => descriptor(box, pid, fd)),
});

/** Where its exec is over, not only begun: arguments come last. */
const isWaiting = (pid: number): boolean =>
  /\/(sleep|busybox)$/.test(procLink(pid, 'exe') ?? '') && commandLine(pid).length > 0 && isAsleep(pid);

/** A program that changes nothing and waits. */
const WAITING = ['sleep', '3600'];

/** Has chpst become a program that waits, in the process that chpst was, and looks at it from outside. */
export const becomes =
  (args: readonly string[], { name, prepare, ...options }: Call = {}, words = WAITING): Scenario =>
  async (box) => {
    const file = called(box, name);
    await prepare?.(box);
    const program = box.start(file, [...args, ...words], options);
    await until('chpst has become the program', () => program.result || isWaiting(program.pid), {
      seen: () => program.stderr(),
    });
    if (program.result) throw new Error(`chpst ended with ${program.result.code}: ${program.stderr()}`);
    return { ...seen(box, program.pid), stderr: program.stderr() };
  };

/** Runs chpst to the end of whatever it becomes. */
export const ends =
  (args: readonly string[], { name, prepare, ...options }: Call = {}): Scenario<Said> =>
  async (box) => {
    const file = called(box, name);
    await prepare?.(box);
    const program = box.start(file, args, options);
    const ending = await program.ended();
    const plain = (text: string): string => text.replaceAll(box.directory, 'SANDBOX');
    return { ...ending, stdout: plain(program.stdout()), stderr: plain(program.stderr()) };
  };

/** Waiters of flock(2), as the kernel lists them: `1: -> FLOCK ADVISORY WRITE 4711 …`. */
const waitsForLock = (pid: number): boolean =>
  new RegExp(`-> FLOCK .* ${pid} `).test(readFileSync('/proc/locks', 'latin1'));

/** Has it wait for `lock`, which another process holds, and sees that nothing is run before that one has gone; it may be sent a signal. */
export const waits =
  (name: string, args: readonly string[], options: StartOptions = {}, signal?: NodeJS.Signals): Scenario =>
  async (box) => {
    const file = called(box, name);
    const holder = spawn('flock', [box.path('lock'), 'cat'], { stdio: ['pipe', 'ignore', 'ignore'] });
    try {
      await until('the lock is held', () => isLocked(box.path('lock')));
      const program = box.start(file, args, options);
      await until('it waits', () => waitsForLock(program.pid), { seen: () => program.stderr() });
      const before = program.stdout();
      if (signal) program.signal(signal);
      holder.stdin.end();
      return { before, ...(await program.ended()), after: program.stdout() };
    } finally {
      holder.kill('SIGKILL');
    }
  };

const isLocked = (path: string): boolean => {
  try {
    execFileSync('flock', ['-n', path, 'true']);
    return false;
  } catch {
    return true;
  }
};
