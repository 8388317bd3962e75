import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { endKeepers, KEEPER, keyOf } from './keepers.ts';
import type { ProcessSpec } from './processes.ts';
import { codeOf, mayPass, type System } from './system.ts';

/** Milliseconds between two keepers: a thousand services that start need a few, not a thousand. */
const PACE = 500;
/** Milliseconds before what the kernel refused is tried again. */
const REFUSED_PAUSE = 5000;
/** Milliseconds without a change after which all services of a predecessor have been taken over. */
const CALM = 10_000;

const NOTHING = { path: '/dev/null', flags: constants.O_RDWR };

/**
 * Keeps the log pipes of hosted loggers when this program is killed. A pipe that nobody has open any more is emptied by
 * the kernel, and what a service wrote before its end would be lost, where both it and its logger are gone: so a small
 * process has them open as well, for reading, and does nothing. It is replaced when there are other pipes; a successor of
 * this program ends it when it has taken its services over.
 */
export class PipeKeeper {
  readonly #system: System;
  readonly #failed: (code: string) => void;
  readonly #pipes = new Set<number>();
  /** Whose pipes need no keeping, as they are processes. */
  readonly #readers = new Set<object>();
  /** Those whose pipes no predecessor's keeper has any more. */
  readonly #cleared = new WeakSet<object>();
  /** All pipes that were kept since a predecessor's keeper was looked for: it has one of them. */
  readonly #met = new Set<string>();
  #pid = 0;
  #timer: NodeJS.Timeout | undefined;
  #calm: NodeJS.Timeout | undefined;
  #changedAt = Number.NEGATIVE_INFINITY;
  #hasFailed = false;

  /** @param failed told once, why there is none. */
  constructor(system: System, failed: (code: string) => void) {
    this.#system = system;
    this.#failed = failed;
  }

  /** Keeps a pipe, by an open descriptor of its reading end, until it is released. */
  keep(fd: number): void {
    this.#pipes.add(fd);
    this.#meet(fd);
    this.#schedule();
  }

  /**
   * To be called before the descriptor is closed. Who ends right after it leaves the keeper to a successor; who lives on
   * and keeps nothing has none.
   */
  release(fd: number): void {
    this.#pipes.delete(fd);
    if (this.#pipes.size > 0) this.#schedule();
    else setImmediate(() => this.#endIfIdle());
  }

  /**
   * A pipe is read by a process, which needs no keeper: but a predecessor's may have it.
   *
   * @param reader who {@link leave}s when that process is no more.
   */
  attend(reader: object, fd: number): void {
    this.#readers.add(reader);
    if (!this.#cleared.has(reader)) this.#meet(fd);
  }

  leave(reader: object): void {
    this.#readers.delete(reader);
    this.#endIfIdle();
  }

  #meet(fd: number): void {
    this.#met.add(keyOf(fstatSync(fd, { bigint: true })));
    this.#endOthersIn(CALM);
  }

  #endIfIdle(): void {
    if (this.#pipes.size === 0 && this.#readers.size === 0) this.#end();
  }

  #schedule(pause = Math.max(0, this.#changedAt + PACE - performance.now())): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#renew();
    }, pause).unref();
  }

  /** Nothing is to be kept any more: no keeper is left, nor a predecessor's. */
  #end(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    clearTimeout(this.#calm);
    this.#endOld(0);
    this.#endOthers();
  }

  #endOthersIn(pause: number): void {
    clearTimeout(this.#calm);
    this.#calm = setTimeout(() => this.#endOthers(), pause).unref();
  }

  #endOthers(): void {
    if (this.#met.size === 0) return;
    try {
      endKeepers(this.#met, this.#pid, this.#system.pidfds);
      this.#met.clear();
      for (const reader of this.#readers) this.#cleared.add(reader);
    } catch (error) {
      if (!mayPass(codeOf(error))) throw error;
      this.#endOthersIn(REFUSED_PAUSE);
    }
  }

  /** Starts a keeper of the pipes of now, and ends the one before it. */
  #renew(): void {
    if (this.#pipes.size === 0) return;
    this.#changedAt = performance.now();
    try {
      this.#start();
    } catch (error) {
      this.#refused(codeOf(error));
    }
  }

  #start(): void {
    const root = openSync('/', constants.O_RDONLY);
    let silence: number | undefined;
    try {
      // Opened for writing as well, it never comes to its end, and never has anything.
      silence = this.#system.pipes!.ended();
      this.#system.processes.start(this.#spec(root, silence), {
        started: (pid) => this.#endOld(pid),
        failed: (code) => this.#refused(code),
        exited: () => {},
      });
    } finally {
      closeSync(root);
      if (silence !== undefined) closeSync(silence);
    }
  }

  #spec(root: number, silence: number): ProcessSpec {
    return {
      file: KEEPER.file,
      argv: KEEPER.argv,
      cwd: root,
      stdin: { path: `/proc/self/fd/${silence}`, flags: constants.O_RDWR },
      stdout: NOTHING,
      extra: { 2: NOTHING },
      shared: this.#pipes,
      session: true,
    };
  }

  #endOld(next: number): void {
    const old = this.#pid;
    this.#pid = next;
    if (old !== 0) this.#system.processes.signal(old, 'SIGKILL');
  }

  #refused(code: string): void {
    if (mayPass(code)) this.#schedule(REFUSED_PAUSE);
    else if (!this.#hasFailed) this.#failed(code);
    this.#hasFailed ||= !mayPass(code);
  }
}
