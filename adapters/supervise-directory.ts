import { closeSync, constants, fstatSync } from 'node:fs';
import type { Role } from '../machines/ports.ts';
import { ControlFifo, type Hearing } from './control-fifo.ts';
import { type Directory, heldDirectory } from './directory.ts';
import type { HeldRole } from './handed.ts';
import { openFifo, openSupervise } from './lock-and-fifos.ts';
import type { OpenRole } from './place.ts';
import type { System } from './system.ts';

/** Descriptors of a `supervise` without its control FIFO, which belongs to who reads it. */
type Open = Record<'supervise' | 'lock' | 'ok', number>;

/** One `supervise` directory, opened in runit's three steps and closed as a whole. */
export class SuperviseDirectory {
  readonly #directory: Directory;
  readonly #prefix: string;
  readonly #system: System;
  readonly #handed: HeldRole | undefined;
  #open: Partial<Open> = {};
  #role: OpenRole | undefined;
  #fifo = -1;
  #control: ControlFifo | undefined;
  /** Ends the watch on the lock; undefined: nobody tells what happens to it. */
  #unwatch: (() => void) | undefined;
  /** Something may have happened to the lock. */
  #isTouched = true;
  readonly #touched: () => void;

  /**
   * @param handed it is open already: nothing is made or looked for by its name.
   * @param touched told when there is reason for a look by {@link hasVanished}.
   */
  constructor(directory: Directory, kind: Role, system: System, handed?: HeldRole, touched = () => {}) {
    this.#touched = touched;
    this.#directory = directory;
    this.#prefix = kind === 'main' ? 'supervise/' : 'log/supervise/';
    this.#system = system;
    this.#handed = handed;
  }

  get role(): OpenRole {
    return this.#role!;
  }

  /** Somebody has removed it, or its lock at least: it keeps nobody out any more. */
  get isRemoved(): boolean {
    const { lock } = this.#open;
    return lock !== undefined && fstatSync(lock).nlink === 0;
  }

  /** Whether it may have been removed: it was touched, or nobody would tell. */
  get isToBeLookedAt(): boolean {
    return !this.#unwatch || this.#isTouched;
  }

  /** As {@link isRemoved}, by a look only where there is reason for one: for who asks again and again. */
  get hasVanished(): boolean {
    if (!this.isToBeLookedAt) return false;
    this.#isTouched = this.isRemoved;
    return this.#isTouched;
  }

  #watch(): void {
    const touch = (): void => {
      this.#isTouched = true;
      this.#touched();
    };
    const again = (): void => {
      if (this.#open.lock === undefined) return;
      this.#watch();
      // What happened before is not told.
      touch();
    };
    this.#unwatch = this.#system.unlinks?.watch(this.#open.lock!, touch, again);
  }

  /** What is open, once it has been announced. */
  get held(): HeldRole {
    const { supervise, lock, ok } = this.#open as Open;
    return { directory: this.#directory.fd, supervise, lock, control: this.#fifo, ok };
  }

  /** Makes the directory and takes its lock. This and the other steps throw SuperviseError. */
  open(): void {
    if (this.#handed) {
      const { supervise, lock, ok } = this.#handed;
      this.#open = { supervise, lock, ok };
      this.#role = {
        directory: this.#directory,
        supervise: this.#system.directory(heldDirectory(supervise)),
        prefix: this.#prefix,
      };
      this.#watch();
      return;
    }
    const keep = (what: 'supervise' | 'lock', fd: number): void => {
      this.#open[what] = fd;
    };
    this.#role = openSupervise(this.#directory, this.#prefix, keep, this.#system);
    this.#watch();
  }

  /** Opens the control FIFO and hears its letters. */
  listen(hearing: Hearing): void {
    this.#fifo = this.#handed?.control ?? openFifo(this.role, 'control', constants.O_RDWR, 'open');
    this.#control = new ControlFifo(this.#fifo, hearing);
  }

  /** Hears the letters that have been written until now, in turns, and then calls back. */
  hearOut(heard: () => void): void {
    this.#control!.hearOut(heard);
  }

  /** Makes and opens `ok`: clients see a live runsv. */
  announce(): void {
    if (!this.#handed) this.#open.ok = openFifo(this.role, 'ok', constants.O_RDONLY, 'read');
  }

  close(): void {
    this.#control?.close();
    this.#unwatch?.();
    this.#unwatch = undefined;
    for (const fd of Object.values(this.#open)) closeSync(fd);
    this.#open = {};
  }
}
