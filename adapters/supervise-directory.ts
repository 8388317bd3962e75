import { closeSync, constants, fstatSync } from 'node:fs';
import type { Socket } from 'node:net';
import type { Role } from '../machines/ports.ts';
import type { ControlEvent } from '../machines/rules/control-letter.ts';
import { readControl } from './control-fifo.ts';
import { openFifo, openSupervise } from './lock-and-fifos.ts';
import type { Directory, OpenRole } from './place.ts';
import type { System } from './system.ts';

/** Where letters and exceptions go. */
export type Hearing = {
  readonly obey: (order: ControlEvent) => void;
  readonly fault: (cause: unknown) => void;
};

/** One `supervise` directory, opened in runit's three steps and closed as a whole. */
export class SuperviseDirectory {
  readonly #directory: Directory;
  readonly #prefix: string;
  readonly #system: System;
  readonly #descriptors: number[] = [];
  #role: OpenRole | undefined;
  #control: Socket | undefined;

  constructor(directory: Directory, kind: Role, system: System) {
    this.#directory = directory;
    this.#prefix = kind === 'main' ? 'supervise/' : 'log/supervise/';
    this.#system = system;
  }

  get role(): OpenRole {
    return this.#role!;
  }

  /** Somebody has removed it, or its lock at least: it keeps nobody out any more. */
  get isRemoved(): boolean {
    const [lock] = this.#descriptors;
    return lock !== undefined && fstatSync(lock).nlink === 0;
  }

  /** Makes the directory and takes its lock. This and the other steps throw SuperviseError. */
  open(): void {
    const keep = (fd: number): void => void this.#descriptors.push(fd);
    this.#role = openSupervise(this.#directory, this.#prefix, keep, this.#system);
  }

  /** Opens the control FIFO and hears its letters. */
  listen({ obey, fault }: Hearing): void {
    this.#control = readControl(openFifo(this.role, 'control', constants.O_RDWR, 'open', this.#system), obey, fault);
  }

  /** Makes and opens `ok`: clients see a live runsv. */
  announce(): void {
    this.#descriptors.push(openFifo(this.role, 'ok', constants.O_RDONLY, 'read', this.#system));
  }

  close(): void {
    this.#control?.destroy();
    for (const fd of this.#descriptors.splice(0)) closeSync(fd);
  }
}
