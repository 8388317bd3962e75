import { execFileSync } from 'node:child_process';
import { openSync, renameSync, statSync } from 'node:fs';
import { type Directory, type Held, HeldDirectory } from './directory.ts';

/** A directory whose names are reached by paths, with what Node and POSIX commands offer. */
class PortableDirectory extends HeldDirectory implements Directory {
  open(name: string, flags: number, mode?: number): number {
    return openSync(`${this.base}/${name}`, flags, mode);
  }

  rename(from: string, to: string): void {
    renameSync(`${this.base}/${from}`, `${this.base}/${to}`);
  }

  makeFifo(name: string, mode: number): boolean {
    try {
      // To the command, /proc/self would be itself.
      const path = `${this.base}/${name}`.replace('/proc/self/', `/proc/${process.pid}/`);
      execFileSync('mkfifo', ['-m', mode.toString(8), path], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  }

  has(name: string): boolean {
    try {
      return this.#isThere(name);
    } catch {
      return false;
    }
  }

  lacks(name: string): boolean {
    try {
      return !this.#isThere(name);
    } catch {
      return false;
    }
  }

  #isThere(name: string): boolean {
    return statSync(`${this.base}/${name}`, { throwIfNoEntry: false }) !== undefined;
  }
}

export const portableDirectory = (held: Held): Directory => new PortableDirectory(held);
