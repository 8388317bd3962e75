import { KILLED } from './errors.ts';
import { Faults } from './faults.ts';
import { Inode, type Kind } from './inode.ts';
import { exitedWith, killedBy, Process, type Purpose } from './process.ts';
import { createRandom, type Random } from './random.ts';
import { Schedule } from './schedule.ts';
import { Trace } from './trace.ts';

/** Small, so that pids come back soon. */
const HIGHEST_PID = 50;
const FIRST_PID = 10;
const TICK = 10;
/** System calls of one turn of an event loop. */
const MOST_CALLS = 5000;
/** Milliseconds that init leaves a dead child for, at most. */
const LONGEST_ZOMBIE = 2;
/** Milliseconds since the Unix epoch, at boot. */
const BOOT_TIME = 1_700_000_000_000;
/** Milliseconds that the machine has been up for when the story begins. */
const UPTIME = 100_000;

/** What watches over the kernel: each is told before anything comes of it. */
export type Watch = {
  started(process: Process): void;
  signalled(pid: number, target: Process | undefined, by: Process, signal: NodeJS.Signals): void;
  exited(process: Process): void;
  reaped(process: Process, by: Process): void;
  /** A turn of a supervisor's event loop does not end. */
  endless(process: Process): void;
  /** What a file or directory holds has changed. */
  changed(inode: Inode): void;
};

/** A machine: clocks, processes, names, and what goes wrong with them. Everything follows from the seed. */
export class Kernel {
  readonly random: Random;
  readonly faults: Faults;
  readonly trace = new Trace();
  /** What happens outside of the supervisor. */
  readonly world = new Schedule();
  /** Event loops of supervisors. */
  readonly loops = new Set<Schedule>();
  readonly processes = new Map<number, Process>();
  readonly root: Inode;
  readonly init: Process;
  /** Milliseconds since boot. */
  elapsed = UPTIME;
  /** Milliseconds that the wall clock has been set forward. */
  wallOffset = 0;
  /** Whether processes can be held by descriptors: Linux 5.3; and whether these tell how one ended: 6.15. */
  readonly hasPidfds: boolean;
  readonly tellsExits: boolean;
  /** System calls and events so far. */
  steps = 0;
  calls = 0;
  /** Blocks of the disk that files may still take. */
  freeBlocks = Number.POSITIVE_INFINITY;
  /** The next line that a program writes to its log. */
  nextLine: (process: Process) => Buffer = () => Buffer.from('\n');
  watch: Watch = { started() {}, signalled() {}, exited() {}, reaped() {}, endless() {}, changed() {} };
  #lastInode = 1;
  #lastPid = FIRST_PID - 1;
  /** The last tick at which each pid was given away. */
  readonly #givenAt = new Map<number, number>();
  /** The process that is in the midst of its turn. */
  #running: Process | undefined;
  #callsInTurn = 0;
  #killIn = -1;
  /** The call from which on calls are counted; undefined: they are. */
  #killFrom: string | undefined;

  constructor(seed: number) {
    this.random = createRandom(seed);
    this.faults = new Faults(createRandom(seed ^ 0x5bd1e995));
    this.hasPidfds = this.random.chance(0.7);
    this.tellsExits = this.hasPidfds && this.random.chance(0.5);
    this.root = this.createInode('directory', 0o755);
    this.root.parent = this.root;
    this.init = new Process(1, 0, undefined, this.root, { type: 'init' });
    this.processes.set(1, this.init);
  }

  /** Microseconds since the Unix epoch. */
  get wall(): number {
    return Math.floor((BOOT_TIME + this.elapsed + this.wallOffset) * 1000);
  }

  get tick(): number {
    return Math.floor(this.elapsed / TICK);
  }

  createInode(kind: Kind, mode: number): Inode {
    const inode = new Inode(++this.#lastInode, kind, mode);
    inode.modified = this.wall / 1000;
    return inode;
  }

  /** A free pid, the next one around; not one whose last owner started in this very tick, which no kernel could tell apart. */
  #nextPid(): number {
    const isFree = (pid: number): boolean => !this.processes.has(pid) && this.#givenAt.get(pid) !== this.tick;
    for (let tries = FIRST_PID; tries <= HIGHEST_PID; tries++) {
      this.#lastPid = this.#lastPid >= HIGHEST_PID ? FIRST_PID : this.#lastPid + 1;
      if (isFree(this.#lastPid)) break;
    }
    // All are taken: there are more.
    while (!isFree(this.#lastPid)) this.#lastPid++;
    this.#givenAt.set(this.#lastPid, this.tick);
    return this.#lastPid;
  }

  createProcess(parent: Process, cwd: Inode, purpose: Purpose, args?: readonly string[]): Process {
    const process = new Process(this.#nextPid(), this.tick, parent, cwd, purpose, args);
    this.processes.set(process.pid, process);
    if (purpose.type !== 'stranger') this.trace.add(this.elapsed, 'fork', process.pid);
    this.watch.started(process);
    return process;
  }

  /** Ends a process: what it had open is closed, its children become init's, its parent hears of it. */
  exit(process: Process, waitStatus: number): void {
    if (!process.isAlive) return;
    if (process.purpose.type !== 'stranger') this.trace.add(this.elapsed, 'exit', process.pid, waitStatus);
    process.state = 'zombie';
    process.waitStatus = waitStatus;
    process.image?.ended();
    process.closeAll();
    this.watch.exited(process);
    for (const child of this.processes.values())
      if (child.parent === process) {
        child.parent = this.init;
        if (child.state === 'zombie') this.#reapSoon(child);
      }
    for (const listener of [...process.listeners]) listener();
    const { parent } = process;
    if (!parent || parent === this.init || !parent.isAlive) this.#reapSoon(process);
    else parent.image?.signal('SIGCHLD');
  }

  /** As init does. */
  #reapSoon(process: Process): void {
    this.after(this.random.next() * LONGEST_ZOMBIE, () => this.reap(process, this.init));
  }

  reap(process: Process, by: Process): void {
    process.state = 'reaped';
    this.watch.reaped(process, by);
    this.processes.delete(process.pid);
  }

  /** A dead child of a process that has not been reaped. */
  deadChildOf(parent: Process): Process | undefined {
    for (const process of this.processes.values())
      if (process.parent === parent && process.state === 'zombie') return process;
    return undefined;
  }

  /** Sends a signal, as kill(2) does; false: there is no such process. */
  kill(pid: number, signal: NodeJS.Signals, by: Process): boolean {
    const target = this.processes.get(pid);
    this.trace.add(this.elapsed, signal, pid);
    this.watch.signalled(pid, target, by, signal);
    if (target) this.deliver(target, signal);
    return target !== undefined;
  }

  /** A signal reaches a process, however it was told. */
  deliver(target: Process, signal: NodeJS.Signals): void {
    if (!target.isAlive) return;
    if (signal === 'SIGKILL') this.exit(target, killedBy('SIGKILL'));
    else if (signal === 'SIGSTOP') target.state = 'stopped';
    else if (signal === 'SIGCONT') {
      const wasStopped = target.state === 'stopped';
      target.state = 'running';
      if (wasStopped) target.image?.continued();
    } else target.image?.signal(signal);
  }

  /**
   * The supervisor that runs, or runs next, is killed at one of its next system calls.
   *
   * @param count calls that it still makes; -1: it is not killed.
   * @param from the call that is waited for before they are counted.
   */
  killAtCall(count: number, from?: string): void {
    this.#killIn = count;
    this.#killFrom = from;
  }

  /** Called at the begin of each system call of a supervisor: time passes, others go on, and it may be the last one. */
  enter(process: Process, call: string): void {
    if (!process.isAlive) throw KILLED;
    this.steps++;
    this.calls++;
    this.#callsInTurn++;
    if (this.#callsInTurn > MOST_CALLS) {
      this.watch.endless(process);
      this.exit(process, killedBy('SIGKILL'));
      throw KILLED;
    }
    this.elapsed += 0.001 + this.random.next() * 0.01;
    this.#catchUp();
    if (this.#killFrom === call) this.#killFrom = undefined;
    else if (this.#killFrom === undefined && this.#killIn >= 0 && this.#killIn-- === 0) {
      this.faults.count('supervisor killed at a call');
      this.exit(process, killedBy('SIGKILL'));
    }
    if (!process.isAlive) throw KILLED;
  }

  /** What was due elsewhere meanwhile has happened. */
  #catchUp(): void {
    for (let task = this.world.next; task && task.at <= this.elapsed; task = this.world.next) this.#perform(this.world);
  }

  #perform(schedule: Schedule): void {
    const task = schedule.take()!;
    const { act } = task;
    task.act = undefined;
    this.steps++;
    act!();
  }

  /** A process's turn: an exception of the kernel's own ends it. */
  inTurn(process: Process, act: () => void, fault: (cause: unknown) => void): void {
    if (this.#running) throw new Error('a turn within a turn');
    this.#running = process;
    this.#callsInTurn = 0;
    try {
      act();
    } catch (cause) {
      if (cause !== KILLED) fault(cause);
    } finally {
      this.#running = undefined;
    }
  }

  #earliest(): Schedule | undefined {
    let first = this.world.next ? this.world : undefined;
    for (const loop of this.loops) {
      const task = loop.next;
      if (task && (!first || task.at < first.next!.at)) first = loop;
    }
    return first;
  }

  /**
   * Lets things happen until a moment.
   *
   * @param isOver looked at after each of them: no more is to happen.
   */
  runUntil(moment: number, isOver: () => boolean = () => false): void {
    for (;;) {
      const schedule = this.#earliest();
      if (!schedule || schedule.next!.at > moment) break;
      this.elapsed = Math.max(this.elapsed, schedule.next!.at);
      this.#perform(schedule);
      if (isOver()) return;
    }
    this.elapsed = Math.max(this.elapsed, moment);
  }

  /** Does something after a while, on behalf of the world. */
  after(milliseconds: number, act: () => void): ReturnType<Schedule['add']> {
    return this.world.add(this.elapsed + milliseconds, act);
  }

  exitNormally(process: Process, code: number): void {
    this.exit(process, exitedWith(code));
  }
}
