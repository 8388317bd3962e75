import { constants } from 'node:os';
import type { Inode, OpenFile } from './inode.ts';

/** How a process came to an end, as waitpid(2) tells it. */
export const exitedWith = (code: number): number => (code & 0xff) << 8;
export const killedBy = (signal: NodeJS.Signals): number => constants.signals[signal];

/** What a process is there for. */
export type Purpose =
  | { readonly type: 'init' | 'stranger' | 'client' }
  /** A runsvdir of ours. */
  | { readonly type: 'supervisor' }
  /** A program of a service: which of its files, in which directory. */
  | { readonly type: 'program'; readonly directory: Inode; readonly file: string };

/** What runs in a process. */
export type Image = {
  /** It ignores TERM. */
  readonly isStubborn?: boolean;
  /** A signal that is neither KILL, STOP nor CONT. */
  signal(name: NodeJS.Signals): void;
  /** It goes on after a stop. */
  continued(): void;
  /** It is no more: whatever it had planned is off. */
  ended(): void;
};

export class Process {
  readonly pid: number;
  /** Clock ticks since boot. */
  readonly startTick: number;
  readonly purpose: Purpose;
  readonly args: readonly string[];
  parent: Process | undefined;
  cwd: Inode;
  state: 'running' | 'stopped' | 'zombie' | 'reaped' = 'running';
  waitStatus = 0;
  image: Image | undefined;
  /** Told of its end. */
  readonly listeners = new Set<() => void>();
  readonly files = new Map<number, OpenFile>();
  /** The lowest descriptor that may be free. */
  #lowest = 0;

  constructor(
    pid: number,
    startTick: number,
    parent: Process | undefined,
    cwd: Inode,
    purpose: Purpose,
    args: readonly string[] = [],
  ) {
    this.pid = pid;
    this.startTick = startTick;
    this.parent = parent;
    this.cwd = cwd;
    this.purpose = purpose;
    this.args = args;
  }

  get isAlive(): boolean {
    return this.state === 'running' || this.state === 'stopped';
  }

  /** Gives an open file the lowest free descriptor. */
  install(file: OpenFile): number {
    let fd = this.#lowest;
    while (this.files.has(fd)) fd++;
    this.files.set(fd, file);
    this.#lowest = fd + 1;
    return fd;
  }

  /** Frees a descriptor; undefined: it was not open. */
  remove(fd: number): OpenFile | undefined {
    const file = this.files.get(fd);
    this.files.delete(fd);
    this.#lowest = Math.min(this.#lowest, fd);
    return file;
  }

  closeAll(): void {
    for (const file of this.files.values()) file.close();
    this.files.clear();
    this.#lowest = 0;
  }
}
