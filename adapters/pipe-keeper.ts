import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { endKeepers, KEEPER, keyOf } from './keepers.ts';
import { isRefusal, type ProcessSpec } from './processes.ts';
import type { System } from './system.ts';

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
    this.#met.add(keyOf(fstatSync(fd, { bigint: true })));
    this.#schedule();
    clearTimeout(this.#calm);
    this.#calm = setTimeout(() => this.#endOthers(), CALM).unref();
  }

  /**
   * To be called before the descriptor is closed. Who ends right after it leaves the keeper to a successor; who lives on
   * and keeps nothing has none.
   */
  release(fd: number): void {
    this.#pipes.delete(fd);
    if (this.#pipes.size === 0) setImmediate(() => this.#pipes.size > 0 || this.#end());
    else this.#schedule();
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

  #endOthers(): void {
    endKeepers(this.#met, this.#pid, this.#system.pidfds);
    this.#met.clear();
  }

  /** Starts a keeper of the pipes of now, and ends the one before it. */
  #renew(): void {
    if (this.#pipes.size === 0) return;
    this.#changedAt = performance.now();
    const root = openSync('/', constants.O_RDONLY);
    // Opened for writing as well, it never comes to its end, and never has anything.
    const silence = this.#system.pipes!.ended();
    try {
      this.#system.processes.start(this.#spec(root, silence), {
        started: (pid) => this.#endOld(pid),
        failed: (code) => this.#refused(code),
        exited: () => {},
      });
    } finally {
      closeSync(root);
      closeSync(silence);
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
    if (isRefusal(code)) this.#schedule(REFUSED_PAUSE);
    else if (!this.#hasFailed) this.#failed(code);
    this.#hasFailed ||= !isRefusal(code);
  }
}
