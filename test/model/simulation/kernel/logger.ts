import { constants } from 'node:fs';
import { tai64nText } from '../../../../machines/rules/tai64n.ts';
import { Calls } from './calls.ts';
import { Refusal } from './errors.ts';
import type { Kernel } from './kernel.ts';
import type { Process } from './process.ts';

const { O_APPEND, O_CREAT, O_WRONLY } = constants;
const CANNOT = 111;
const CLOSED_MODE = 0o744;
const OPEN_MODE = 0o644;
const DIRECTORY = 'main';

/** A svlogd as a process of its own: what it reads it has written in the same instant. */
export class ServiceLogger {
  readonly #kernel: Kernel;
  readonly #process: Process;
  readonly #calls: Calls;
  #current = -1;
  readonly #heard = (): void => void this.#kernel.after(0.1, () => this.#take());

  constructor(kernel: Kernel, process: Process) {
    this.#kernel = kernel;
    this.#process = process;
    this.#calls = new Calls(kernel, process);
  }

  start(): void {
    try {
      const lock = this.#calls.open(`${DIRECTORY}/lock`, O_WRONLY | O_CREAT, 0o600);
      this.#calls.lock(lock);
      this.#setAside();
      this.#current = this.#calls.open(`${DIRECTORY}/current`, O_WRONLY | O_APPEND | O_CREAT, OPEN_MODE);
      this.#calls.fchmod(this.#current, OPEN_MODE);
    } catch (cause) {
      if (!(cause instanceof Refusal)) throw cause;
      this.#kernel.exitNormally(this.#process, CANNOT);
      return;
    }
    this.#process.files.get(0)?.inode.pipe?.listeners.add(this.#heard);
    this.#heard();
  }

  /** A log that was not closed gets a name of its own, as runit has it. */
  #setAside(): void {
    const current = this.#process.cwd.entries.get(DIRECTORY)?.entries.get('current');
    if (!current || current.size === 0 || (current.mode & 0o100) !== 0) return;
    const label = tai64nText(this.#kernel.wall);
    this.#calls.rename(`${DIRECTORY}/current`, `${DIRECTORY}/${label}.u`);
  }

  #take(): void {
    if (this.#process.state !== 'running') return;
    const input = this.#process.files.get(0);
    const pipe = input?.inode.pipe;
    if (pipe && pipe.length > 0) this.#calls.write(this.#current, pipe.take(pipe.length));
    if (!pipe || pipe.writers === 0) this.#end();
  }

  #end(): void {
    if (!this.#process.isAlive) return;
    this.#calls.fchmod(this.#current, CLOSED_MODE);
    this.#kernel.exitNormally(this.#process, 0);
  }

  signal(name: NodeJS.Signals): void {
    if (name === 'SIGTERM') this.#end();
  }

  continued(): void {
    this.#heard();
  }

  ended(): void {
    this.#process.files.get(0)?.inode.pipe?.listeners.delete(this.#heard);
  }
}
