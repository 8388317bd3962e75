import { closeSync, constants } from 'node:fs';
import type { Socket } from 'node:net';
import type { Role, SuperviseFact } from '../machines/ports.ts';
import type { StatusRecord } from '../machines/rules/status-record.ts';
import { writeChildRecord } from './child-record.ts';
import { readControl } from './control-fifo.ts';
import { openFifo, openSupervise, SuperviseError } from './lock-and-fifos.ts';
import type { Directory, OpenRole } from './place.ts';
import { type WriteFailure, writeStatus } from './status-files.ts';
import type { System } from './system.ts';

/** One `supervise` directory of a service, its own or its logger's: lock, control FIFO, `ok`, status files. */
export class Half {
  readonly #kind: Role;
  readonly #directory: Directory;
  readonly #system: System;
  readonly #tell: (fact: SuperviseFact) => void;
  readonly #descriptors: number[] = [];
  #role: OpenRole | undefined;
  #control: Socket | undefined;
  /** What the pid file says; -1: nothing of ours yet. */
  #pid = -1;

  constructor(kind: Role, directory: Directory, system: System, tell: (fact: SuperviseFact) => void) {
    this.#kind = kind;
    this.#directory = directory;
    this.#system = system;
    this.#tell = tell;
  }

  /** The open half, as the other ports of this runsv see it; the same object as long as it is open. */
  get role(): OpenRole {
    return this.#role!;
  }

  /** Makes `supervise`, takes the lock. Throws {@link SuperviseError}. */
  open(): void {
    const prefix = this.#kind === 'main' ? 'supervise/' : 'log/supervise/';
    const opened = openSupervise(this.#directory, prefix, this.#descriptors, this.#system);
    if (this.#role) Object.assign(this.#role, opened);
    else this.#role = opened;
  }

  /** Opens the control FIFO and hears its letters. */
  listen(): void {
    const fd = openFifo(this.role, 'control', constants.O_RDWR, 'open', this.#system);
    // The socket owns its descriptor.
    this.#descriptors.pop();
    this.#control = readControl(
      fd,
      (order) => this.#tell({ type: 'supervise.control', role: this.#kind, order }),
      (cause) => this.#tell({ type: 'supervise.faulted', cause }),
    );
  }

  announce(): void {
    openFifo(this.role, 'ok', constants.O_RDONLY, 'read', this.#system);
  }

  /** Writes the status files; where somebody has removed `supervise` from under us, it is made again first. */
  write(record: StatusRecord): WriteFailure | undefined {
    const failure = this.#write(record);
    return failure?.code === 'ENOENT' && this.#remake() ? this.#write(record) : failure;
  }

  #write(record: StatusRecord): WriteFailure | undefined {
    const changed = this.#pid !== record.pid;
    // Written when the process was started; a directory that was made again has lost it.
    if (this.#pid === -1 && record.pid !== 0) writeChildRecord(this.role, record.pid);
    const failure = writeStatus(this.role, record, changed);
    if (!failure) this.#pid = record.pid;
    return failure;
  }

  /** A runsv without its files is deaf, and its lock keeps nobody out. Gives up where another one holds the new lock. */
  #remake(): boolean {
    const old = this.#descriptors.splice(0);
    const control = this.#control;
    try {
      this.open();
      this.listen();
      this.announce();
    } catch (error) {
      if (!(error instanceof SuperviseError)) throw error;
      for (const fd of this.#descriptors.splice(0)) closeSync(fd);
      this.#descriptors.push(...old);
      return false;
    }
    control?.destroy();
    for (const fd of old) closeSync(fd);
    this.#pid = -1;
    return true;
  }

  close(): void {
    this.#control?.destroy();
    for (const fd of this.#descriptors.splice(0)) closeSync(fd);
  }
}
