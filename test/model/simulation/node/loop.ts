import type { Calls } from '../kernel/calls.ts';
import { nodeError, Refusal } from '../kernel/errors.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { lookUp, type Path } from '../kernel/path.ts';
import type { Process } from '../kernel/process.ts';
import { Schedule, type Task } from '../kernel/schedule.ts';

/** As long as the kernel takes, at most, to tell of something, in milliseconds. */
const LATENCY = 0.4;
const SYNC_LATENCY = 8;

/** A timer of Node's. */
export class Timer {
  task: Task | undefined;
  readonly milliseconds: number;
  readonly repeats: boolean;
  constructor(milliseconds: number, repeats: boolean) {
    this.milliseconds = milliseconds;
    this.repeats = repeats;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
  hasRef(): boolean {
    return true;
  }
}

/** The event loop of a Node process: its timers, and what the kernel tells it. */
export class Loop {
  readonly kernel: Kernel;
  readonly process: Process;
  readonly calls: Calls;
  readonly timers = new Set<Timer>();
  /** Watches of directories that are open. */
  watches = 0;
  readonly #schedule = new Schedule();
  readonly #fault: (cause: unknown) => void;
  readonly #listeners = new Map<string, Set<() => void>>();
  readonly #pendingSignals = new Set<string>();
  readonly #atEnd: (() => void)[] = [];
  #lastImmediate = 0;

  /** @param fault told of an exception that reached the loop. */
  constructor(kernel: Kernel, process: Process, calls: Calls, fault: (cause: unknown) => void) {
    this.kernel = kernel;
    this.process = process;
    this.calls = calls;
    this.#fault = fault;
    kernel.loops.add(this.#schedule);
    process.image = {
      signal: (name) => this.#signal(name),
      continued() {},
      ended: () => this.#end(),
    };
  }

  /** What a process that is being killed comes to does not count. */
  readonly #heardFault = (cause: unknown): void => {
    if (this.process.isAlive) this.#fault(cause);
  };

  /** Things that wait for their turn. */
  get length(): number {
    return this.#schedule.length;
  }

  #end(): void {
    this.kernel.loops.delete(this.#schedule);
    this.#schedule.clear();
    this.timers.clear();
    for (const act of this.#atEnd.splice(0)) act();
  }

  /** Has something done when the process is no more. */
  whenEnded(act: () => void): void {
    this.#atEnd.push(act);
  }

  /** Runs something in a turn of its own. */
  turn(at: number, act: () => void): Task {
    return this.#schedule.add(at, () => {
      if (this.process.isAlive) this.kernel.inTurn(this.process, act, this.#heardFault);
    });
  }

  /** Runs something as soon as the kernel has told of it. */
  soon(act: () => void, latency = LATENCY): Task {
    return this.turn(this.kernel.elapsed + this.kernel.random.next() * latency, act);
  }

  readonly setTimeout = (act: (...args: unknown[]) => void, milliseconds = 1, ...args: unknown[]): Timer =>
    this.#start(new Timer(Math.max(1, Math.trunc(milliseconds) || 1), false), () => act(...args));

  readonly setInterval = (act: (...args: unknown[]) => void, milliseconds = 1, ...args: unknown[]): Timer =>
    this.#start(new Timer(Math.max(1, Math.trunc(milliseconds) || 1), true), () => act(...args));

  #start(timer: Timer, act: () => void): Timer {
    if (!this.process.isAlive) return timer;
    this.timers.add(timer);
    timer.task = this.turn(this.kernel.elapsed + timer.milliseconds, () => {
      if (timer.repeats) this.#start(timer, act);
      else this.timers.delete(timer);
      this.kernel.trace.add(this.kernel.elapsed, 'timer', timer.milliseconds);
      act();
    });
    return timer;
  }

  readonly clear = (timer: Timer | undefined): void => {
    if (!timer?.task) return;
    this.timers.delete(timer);
    timer.task.act = undefined;
  };

  readonly setImmediate = (act: (...args: unknown[]) => void, ...args: unknown[]): object => {
    this.#lastImmediate = Math.max(this.#lastImmediate, this.kernel.elapsed);
    return this.turn(this.#lastImmediate, () => act(...args));
  };

  on(signal: string, listener: () => void): void {
    const listeners = this.#listeners.get(signal) ?? new Set();
    this.#listeners.set(signal, listeners.add(listener));
  }

  off(signal: string, listener: () => void): void {
    this.#listeners.get(signal)?.delete(listener);
  }

  /** Signals that come before they have been heard are one. */
  #signal(name: NodeJS.Signals): void {
    const listeners = this.#listeners.get(name);
    if (!listeners || this.#pendingSignals.has(name)) return;
    this.#pendingSignals.add(name);
    this.soon(() => {
      this.#pendingSignals.delete(name);
      this.kernel.trace.add(this.kernel.elapsed, name, 'heard');
      for (const listener of [...listeners]) listener();
    });
  }

  /** fsync in a thread of the pool. */
  sync(fd: number, done: (cause: Error | null) => void): void {
    let failure: Error | null = null;
    try {
      this.calls.fsync(fd);
    } catch (cause) {
      if (!(cause instanceof Refusal)) throw cause;
      failure = nodeError(cause.code, 'fsync', fd);
    }
    this.soon(() => done(failure), SYNC_LATENCY);
  }

  /** `fs.watch` of a directory. */
  watch(path: Path, heard: (kind: string, name: Buffer) => void): object {
    const code = this.kernel.faults.of('watch');
    if (code) throw nodeError(code, 'watch', path);
    const inode = lookUp(this.kernel, this.process, path);
    let isOpen = true;
    const told = (name: string): void => {
      this.soon(() => {
        if (isOpen) heard('rename', Buffer.from(name, 'latin1'));
      });
    };
    const close = (): void => {
      if (isOpen) this.watches--;
      isOpen = false;
      inode.watchers.delete(told);
    };
    inode.watchers.add(told);
    this.watches++;
    this.whenEnded(() => inode.watchers.delete(told));
    return { on() {}, close };
  }
}
