import type { Inode } from './kernel/inode.ts';
import type { Kernel, Watch } from './kernel/kernel.ts';
import type { Process } from './kernel/process.ts';
import type { LogBook } from './log-book.ts';

/** Calls between the look that a supervisor takes at a process that is not its child, and the signal. */
const LOOK = 6;
/** Milliseconds between two starts of a service by one supervisor; its own clock is read a little later than ours. */
const RESTART_PAUSE = 1000;
const TOLERANCE = 1;
/** Things that wait in a supervisor's event loop. */
const MOST_QUEUED = 600;

/** Something that must not be has been seen. */
export class Violation extends Error {
  override readonly name = 'Violation';
}

/** What holds at every step of a story. */
export class Invariants implements Watch {
  readonly #kernel: Kernel;
  readonly #books: Map<Inode, LogBook>;
  /** The first thing that went wrong. */
  violation: string | undefined;
  supervisorEnded: () => void = () => {};
  /** Starts of `run`, by directory. */
  readonly starts = new Map<Inode, number>();
  /** Services that were told to exit, and may be called back by letters until a moment: then they start at once. */
  readonly calledBack = new Map<Inode, number>();
  readonly #lastStarts = new Map<Inode, { readonly by: Process | undefined; readonly at: number }>();
  /** When a pid was reaped, and by whom. */
  readonly #reaped = new Map<number, { readonly call: number; readonly wasForeign: boolean }>();

  constructor(kernel: Kernel, books: Map<Inode, LogBook>) {
    this.#kernel = kernel;
    this.#books = books;
  }

  fail(what: string): void {
    if (this.violation !== undefined) return;
    this.violation = what;
    this.#kernel.trace.add(this.#kernel.elapsed, 'VIOLATION', what);
  }

  started(process: Process): void {
    const { purpose } = process;
    if (purpose.type !== 'program') return;
    if (purpose.file === 'run') this.#noteStart(process, purpose.directory);
    if (purpose.file !== 'run' && purpose.file !== 'finish') return;
    const other = this.programsIn(purpose.directory).find((one) => one !== process);
    if (other)
      this.fail(
        `two processes of ${purpose.directory.path}: ${nameOf(other)} ${other.pid} lives, ${purpose.file} is started as ${process.pid}`,
      );
  }

  /** A service that ends at once is not started again at once. */
  #noteStart({ parent }: Process, directory: Inode): void {
    const last = this.#lastStarts.get(directory);
    const now = this.#kernel.elapsed;
    const isCalledBack = (this.calledBack.get(directory) ?? 0) > this.#kernel.elapsed;
    if (last && last.by === parent && !isCalledBack && now - last.at < RESTART_PAUSE - TOLERANCE)
      this.fail(`${directory.path}/run is started again after ${now - last.at} ms`);
    this.#lastStarts.set(directory, { by: parent, at: now });
    this.starts.set(directory, (this.starts.get(directory) ?? 0) + 1);
  }

  /** Live processes of a service's `run` or `finish`. */
  programsIn(directory: Inode): Process[] {
    return [...this.#kernel.processes.values()].filter(
      ({ isAlive, purpose }) =>
        isAlive &&
        purpose.type === 'program' &&
        purpose.directory === directory &&
        (purpose.file === 'run' || purpose.file === 'finish'),
    );
  }

  signalled(pid: number, target: Process | undefined, by: Process, signal: string): void {
    if (by.purpose.type !== 'supervisor') return;
    if (target && target.purpose.type !== 'program')
      this.fail(`${signal} to process ${pid}, which is somebody else's: a ${target.purpose.type}`);
    if (target) return;
    const end = this.#reaped.get(pid);
    // It was looked at, and ended before the signal was sent: nothing can be done about that without a pidfd.
    if (end?.wasForeign && this.#kernel.calls - end.call <= LOOK) return;
    this.fail(`${signal} to pid ${pid}, which has been reaped`);
  }

  exited(process: Process): void {
    if (process.purpose.type === 'supervisor') this.supervisorEnded();
  }

  reaped({ pid }: Process, by: Process): void {
    this.#reaped.set(pid, { call: this.#kernel.calls, wasForeign: by === this.#kernel.init });
  }

  endless(): void {
    this.fail('a turn of the event loop does not end');
  }

  changed(inode: Inode): void {
    if (this.violation !== undefined) return;
    for (const book of this.#books.values()) {
      if (!book.concerns(inode)) continue;
      const wrong = book.check();
      if (wrong) this.fail(`log of ${book.directory.path}: ${wrong}`);
    }
  }

  queue(length: number): void {
    if (length > MOST_QUEUED) this.fail(`${length} things wait in the event loop`);
  }
}

export const nameOf = ({ purpose }: Process): string => (purpose.type === 'program' ? purpose.file : purpose.type);
