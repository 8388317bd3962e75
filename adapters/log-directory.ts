import { closeSync, fchmodSync, fstatSync, fsync, fsyncSync, statSync } from 'node:fs';
import type { FilesFact, FilesInput, FilesStep } from '../machines/log-ports.ts';
import type { LogConfig } from '../machines/rules/svlog/config.ts';
import { DEFAULT_CONFIG } from '../machines/rules/svlog/config.ts';
import { unprocessed } from '../machines/rules/svlog/names.ts';
import type { FileId } from '../machines/rules/svlog/spool-record.ts';
import type { Directory } from './directory.ts';
import { cutCurrent } from './log-cut.ts';
import { fileId, isSame } from './log-ledger.ts';
import { namesIn } from './log-names.ts';
import {
  attempt,
  CLOSED_MODE,
  isRemoved,
  isThere,
  isUnclean,
  LogError,
  lockLogDirectory,
  openCurrent,
  openLogDirectory,
  readConfig,
  setAside,
  statCurrent,
} from './log-open.ts';
import { inform, type LogSupplies } from './log-place.ts';
import { makeRoom, type Pruned, prune } from './log-prune.ts';
import type { Sink } from './log-pump.ts';
import { createSender, type Sender } from './log-sender.ts';
import { LogWriter, type Stop } from './log-writer.ts';
import { codeOf } from './system.ts';

const NOTHING = new Uint8Array(0);

/** What can never succeed in a directory that was removed. */
const NEEDS_DIRECTORY: ReadonlySet<FilesStep> = new Set(['files.open', 'files.rotate']);

/** One log directory: lock, config, `current`. Carries out the orders of the `files` port; see machines/log-ports.ts. */
export class LogDirectory implements Sink {
  readonly #input: FilesInput;
  readonly #supplies: LogSupplies;
  readonly #tell: (fact: FilesFact) => void;
  readonly #writer: LogWriter;
  #directory: Directory | undefined;
  #lock: number | undefined;
  #config: LogConfig = DEFAULT_CONFIG;
  #sender: Sender | undefined;
  /** Lines are taken. */
  #isActive = false;
  /** A rotation that was interrupted: what is left of it. */
  #renamed: string | undefined;
  #isOver = false;
  /** The directory and its `current`, where the ledger is to know them. */
  #ids: { readonly directory: FileId; readonly current: FileId } | undefined;

  constructor(input: FilesInput, supplies: LogSupplies, tell: (fact: FilesFact) => void) {
    this.#input = input;
    this.#supplies = supplies;
    this.#tell = tell;
    this.#writer = new LogWriter(supplies.pump, supplies.buffers, supplies.stamp);
  }

  get #pruned(): Pruned {
    const { place, directory: label } = this.#input;
    return { directory: this.#directory!, label, config: this.#config, busy: this.#supplies.busy.get(place) };
  }

  /** Opens the directory, or goes on opening `current` where that failed. */
  open(): void {
    const { place, directory: label } = this.#input;
    try {
      if (!this.#directory) this.#take();
      this.#openCurrent();
    } catch (error) {
      if (!(error instanceof LogError)) throw error;
      if (error.message === 'unable to open current') this.#blocked('files.open', error);
      else this.#giveUp(error);
      return;
    }
    const directory = this.#directory!;
    this.#supplies.places.set(place, { label, directory, config: this.#config });
    this.#supplies.pump.join(this, this.#writer.hasCarry);
    const waiting = this.#config.processor === undefined ? [] : unprocessed(namesIn(directory));
    this.#tell({ type: 'files.opened', age: this.#config.age * 1000, unprocessed: waiting });
  }

  /** Not this directory; lines wait for it no longer. */
  #giveUp({ message, code }: LogError): void {
    // runit closes what it has opened of it by then, and its name is not set yet.
    if (message === 'unable to stat current') inform(this.#supplies, 'close', this.#input.directory);
    else if (message !== 'unable to open log directory') inform(this.#supplies, 'close', '');
    this.#supplies.say({ level: 'warning', message, subject: this.#input.directory, code });
    this.#supplies.pump.leave(this);
    if (this.#ids) this.#supplies.ledger?.forget(this.#ids.directory);
    this.#ids = undefined;
    this.close(() => this.#tell({ type: 'files.unusable' }));
  }

  /** Directory, lock and config. */
  #take(): void {
    const { directory: label } = this.#input;
    this.#directory = openLogDirectory(label, this.#supplies);
    this.#lock = lockLogDirectory(this.#directory, this.#supplies);
    this.#config = readConfig(this.#directory, label, this.#supplies);
    const { address } = this.#config;
    this.#sender = address && createSender(address, this.#writer);
    this.#writer.configure(this.#config, this.#sender?.send);
  }

  #openCurrent(): void {
    const { directory: label } = this.#input;
    const directory = this.#directory!;
    let stats = statCurrent(directory);
    if (!this.#takeOver(directory, isUnclean(stats)) && isUnclean(stats)) {
      attempt('unable to rename current', () => setAside(directory, 'u', this.#supplies));
      prune(this.#pruned, this.#supplies);
      stats = undefined;
    }
    attempt('unable to open current', () => this.#use(openCurrent(directory)));
    inform(this.#supplies, stats ? 'append' : 'new', `${label}/current`);
  }

  /**
   * Goes on where a logger that was killed has left off: what it had not noted any more is cut off `current`, since it
   * will come again.
   *
   * @returns whether `current` is as that logger left it, and so is complete although it was not closed.
   */
  #takeOver({ fd, base }: Directory, isDirty: boolean): boolean {
    const { ledger, pump } = this.#supplies;
    if (!ledger) return false;
    const current = statSync(`${base}/current`, { bigint: true, throwIfNoEntry: false });
    const isLast = (id: FileId): boolean => !!current && isSame(id, { device: current.dev, inode: current.ino });
    // Our own: where it could not be noted how far it goes, it was not marked as closed, and still is in the ledger.
    if (this.#ids) return isLast(this.#ids.current);
    const left = ledger.inherited(fileId(fd));
    this.#writer.resume(left ?? { ...pump.next, selected: true }, left?.carry ?? NOTHING);
    if (!left?.isExact) return false;
    if (!isLast(left.current)) return false;
    if (isDirty && current!.size > left.size)
      attempt('unable to open current', () => cutCurrent(`${base}/current`, left.current, left.size));
    return true;
  }

  /** Takes an open `current` into use. */
  #use(fd: number): void {
    const before = [this.#writer.fd, this.#writer.written, this.#ids] as const;
    try {
      this.#writer.fd = fd;
      this.#writer.written = fstatSync(fd).size;
      if (!this.#supplies.ledger) return;
      this.#ids = { directory: fileId(this.#directory!.fd), current: fileId(fd) };
      this.#noteNow();
    } catch (error) {
      closeSync(fd);
      [this.#writer.fd, this.#writer.written, this.#ids] = before;
      throw error;
    }
  }

  note(): void {
    if (!this.#ids) return;
    const { progress, written: size, waiting: carry } = this.#writer;
    this.#supplies.ledger?.note(this.#ids.directory, this.#ids.current, { ...progress, size, carry });
  }

  rebase(by: number): void {
    this.#writer.rebase(by);
  }

  /** In force at once: killed from here on, a successor begins with this. */
  #noteNow(): void {
    this.note();
    this.#supplies.ledger?.write();
  }

  resume(): void {
    this.#isActive = true;
    this.#supplies.pump.advance(this);
  }

  begin(): void {
    this.#writer.begin();
  }

  consume(): boolean {
    if (!this.#isActive) return false;
    const stop = this.#run(() => this.#writer.run());
    if (stop === 'done') return this.#rest();
    this.#isActive = false;
    const isDone = this.#writer.isDone;
    if (stop === 'full') this.#tell({ type: 'files.full' });
    else this.#blocked('files.write', new LogError('unable to write to current', codeOf(stop.error)));
    return isDone;
  }

  /** The batch has been taken; false: not all of it has been sent yet. */
  #rest(): boolean {
    if (this.#sender && !this.#sender.isIdle(() => this.#supplies.pump.advance(this))) return false;
    this.#writer.rest();
    return true;
  }

  /** Writes; makes room for it where the disk is full and that is allowed. */
  #run(write: () => Stop): Stop {
    for (;;) {
      const stop = write();
      if (typeof stop === 'string' || codeOf(stop.error) !== 'ENOSPC' || !makeRoom(this.#pruned, this.#supplies))
        return stop;
    }
  }

  /** Tries again to write what is pending. */
  write(): void {
    const stop = this.#run(() => this.#writer.flush());
    if (stop === 'done') this.#tell({ type: 'files.written' });
    else if (stop === 'full') this.#tell({ type: 'files.full' });
    else this.#blocked('files.write', new LogError('unable to write to current', codeOf(stop.error)));
  }

  /** Rotates, or goes on with a rotation that was interrupted. */
  rotate(): void {
    this.#isActive = false;
    if (this.#renamed !== undefined) this.#begin(this.#renamed);
    else if (this.#writer.written === 0) this.#tell({ type: 'files.rotated', unprocessed: undefined });
    // Before it is marked as closed: what is so marked is not cut.
    else if (this.#tries('files.rotate', 'unable to rename current', () => this.#noteNow()))
      this.#sync((failure) => (failure ? this.#blocked('files.rotate', failure) : this.#rename()));
  }

  #rename(): void {
    const suffix = this.#config.processor === undefined ? 's' : 'u';
    const isRenamed = this.#tries('files.rotate', 'unable to rename current', () => {
      this.#renamed = setAside(this.#directory!, suffix, this.#supplies);
    });
    if (!isRenamed) return;
    inform(this.#supplies, 'rename', `${this.#input.directory}/current ${this.#renamed} ${this.#writer.written}`);
    this.#begin(this.#renamed!);
  }

  /** Opens a new `current` after a rotation. */
  #begin(renamed: string): void {
    const { fd } = this.#writer;
    const open = (): void => this.#use(openCurrent(this.#directory!));
    if (!this.#tries('files.rotate', 'unable to create new current', open)) return;
    closeSync(fd);
    this.#supplies.pump.written.rotations += 1;
    this.#renamed = undefined;
    this.#tell({ type: 'files.rotated', unprocessed: renamed.endsWith('.u') ? renamed : undefined });
  }

  /** Carries out a call of the system; what it refuses is reported and tried again later. */
  #tries(step: FilesStep, message: string, act: () => void): boolean {
    try {
      act();
      return true;
    } catch (error) {
      this.#blocked(step, new LogError(message, codeOf(error)));
      return false;
    }
  }

  prune(): void {
    prune(this.#pruned, this.#supplies);
    this.#tell({ type: 'files.pruned' });
  }

  /** Puts the log on the disk and marks it as closed in good order; not in the way of other work meanwhile. */
  #sync(then: (failure: LogError | undefined) => void): void {
    fsync(this.#writer.fd, (cause) => {
      if (this.#isOver) return;
      // A `current` that leads to a pipe or a device has nothing to be put on a disk.
      if (cause && cause.code !== 'EINVAL') return then(new LogError('unable to fsync current logfile', codeOf(cause)));
      then(this.#markClosed());
    });
  }

  /** Closes what is open; told when it is. What could not be written stays for the next opening. */
  close(closed: () => void = () => this.#tell({ type: 'files.closed' })): void {
    this.#isActive = false;
    if (this.#writer.fd < 0) {
      this.#release();
      closed();
      return;
    }
    const stop = this.#run(() => this.#writer.flush());
    if (typeof stop !== 'string') this.#warn('unable to write to current', codeOf(stop.error));
    this.#mark(() => {
      inform(this.#supplies, 'close', this.#input.directory);
      this.#release();
      closed();
    });
  }

  #release(): void {
    for (const fd of [this.#writer.fd, this.#lock ?? -1, this.#directory?.fd ?? -1]) if (fd >= 0) closeSync(fd);
    this.#sender?.close();
    this.#writer.fd = -1;
    this.#lock = this.#directory = this.#sender = this.#renamed = undefined;
  }

  /**
   * Closes what is open without waiting for a disk, for good.
   *
   * @param isOrderly `current` is as the ledger says.
   */
  abandon(isOrderly: boolean): void {
    this.#isOver = true;
    if (isOrderly && this.#writer.fd >= 0 && this.#isNoted()) this.#markClosed();
    this.#release();
    this.#writer.drop();
  }

  /** Marks `current` as closed in good order, once the ledger knows how far it goes and the disk has it. */
  #mark(marked: () => void): void {
    if (!this.#isNoted()) {
      marked();
      return;
    }
    const done = (failure: LogError | undefined): void => {
      if (failure) this.#warn(failure.message, failure.code);
      marked();
    };
    // Hosted, nobody else is to wait for a disk. A process closes its directories one after the other.
    if (this.#supplies.ledger) this.#sync(done);
    else this.#syncNow(done);
  }

  #syncNow(done: (failure: LogError | undefined) => void): void {
    try {
      attempt('unable to fsync current logfile', () => fsyncSync(this.#writer.fd));
    } catch (error) {
      const { message, code } = error as LogError;
      this.#warn(message, code);
    }
    done(this.#markClosed());
  }

  #markClosed(): LogError | undefined {
    try {
      attempt('unable to set mode of current', () => fchmodSync(this.#writer.fd, CLOSED_MODE));
      return undefined;
    } catch (error) {
      return error as LogError;
    }
  }

  /** Whether the ledger knows how far the log goes: else `current` stays as it is for a successor, which cuts it. */
  #isNoted(): boolean {
    try {
      this.#noteNow();
      return true;
    } catch (error) {
      this.#warn('unable to note how far the log goes', codeOf(error));
      return false;
    }
  }

  #warn(message: string, code: string): void {
    if (code !== 'EINVAL') this.#supplies.say({ level: 'warning', message, subject: this.#input.directory, code });
  }

  /**
   * Whether to begin anew by the directory's name, which can be another one's. A process waits until there is one: at its
   * end it would lose what it has read. What is in a spool is not lost.
   */
  #isReplaceable(): boolean {
    const { root, ledger } = this.#supplies;
    return isRemoved(this.#directory!) && (ledger !== undefined || isThere(this.#input.directory, root));
  }

  #blocked(step: FilesStep, { message, code }: LogError): void {
    if (NEEDS_DIRECTORY.has(step) && this.#isReplaceable()) {
      this.#supplies.say({ level: 'warning', message, subject: this.#input.directory, code });
      this.#tell({ type: 'files.gone' });
      return;
    }
    this.#supplies.say({ level: 'pausing', message, subject: this.#input.directory, code });
    this.#tell({ type: 'files.blocked', step });
  }
}
