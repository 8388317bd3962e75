import { constants } from 'node:fs';
import { Calls } from './kernel/calls.ts';
import { Refusal } from './kernel/errors.ts';
import type { Inode } from './kernel/inode.ts';
import type { Kernel } from './kernel/kernel.ts';
import { type Behaviour, scriptOf } from './kernel/programs.ts';
import { HOME } from './node/globals.ts';
import type { Service } from './story.ts';

export const SERVICES = '/service';
const { O_NONBLOCK, O_WRONLY } = constants;
const WRITE_NEW = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC;

/** What a person with a shell does on the machine. */
export class Machine {
  readonly #calls: Calls;
  readonly #kernel: Kernel;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#calls = new Calls(kernel, kernel.init);
    for (const name of ['svlogd', 'rsvlog']) this.write(`${HOME}/dist/bin/${name}`, '#!/bin/sh\n', 0o755);
    this.makeDirectory(SERVICES);
  }

  makeDirectory(path: string): void {
    let at = '';
    for (const name of path.split('/').slice(1)) {
      at += `/${name}`;
      if (!this.find(at)) this.#calls.mkdir(at, 0o755);
    }
  }

  write(path: string, text: string, mode = 0o644): void {
    this.makeDirectory(path.slice(0, path.lastIndexOf('/')));
    const fd = this.#calls.open(path, WRITE_NEW, 0o644);
    this.#calls.write(fd, Buffer.from(text));
    this.#calls.close(fd);
    this.#calls.chmod(path, mode);
  }

  find(path: string): Inode | undefined {
    try {
      return this.#calls.stat(path);
    } catch (cause) {
      if (cause instanceof Refusal) return undefined;
      throw cause;
    }
  }

  remove(path: string): void {
    this.#calls.removeTree(path);
  }

  /** Puts a service there, made elsewhere so that it appears whole. */
  install({ name, run, finish, log, down }: Service): void {
    const path = `/new-${name}`;
    this.script(`${path}/run`, run);
    if (finish) this.script(`${path}/finish`, finish);
    if (down) this.write(`${path}/down`, '');
    if (log) {
      this.write(`${path}/log/run`, '#!/bin/sh\nexec svlogd ./main\n', 0o755);
      this.write(`${path}/log/main/config`, 's3000\nn0\n');
    }
    this.#calls.rename(path, `${SERVICES}/${name}`);
  }

  script(path: string, behaviour: Behaviour): void {
    this.write(path, scriptOf(behaviour), 0o755);
  }

  /** Writes to a control FIFO as sv does; false: nobody reads it, or it is full. */
  send(path: string, letters: string): boolean {
    try {
      const fd = this.#calls.open(path, O_WRONLY | O_NONBLOCK);
      try {
        return this.#calls.write(fd, Buffer.from(letters)) === letters.length;
      } finally {
        this.#calls.close(fd);
      }
    } catch (cause) {
      if (cause instanceof Refusal) return false;
      throw cause;
    }
  }

  get kernel(): Kernel {
    return this.#kernel;
  }
}
