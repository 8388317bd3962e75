import { constants } from 'node:fs';
import { cString } from './c-strings.ts';
import { type Directory, type Held, HeldDirectory } from './directory.ts';
import * as libc from './libc.ts';
import { callFailure } from './system.ts';

const { F_OK } = constants;
/** open(2) in Node sets it unasked. */
const O_CLOEXEC = 0o2000000;

/** A directory whose names are reached by its descriptor: openat(2) and its kin. */
class NativeDirectory extends HeldDirectory implements Directory {
  open(name: string, flags: number, mode = 0o666): number {
    const fd = libc.openat(this.fd, name, flags | O_CLOEXEC, mode);
    if (fd === -1) throw callFailure(libc.errno(), 'open', `${this.base}/${name}`);
    return fd;
  }

  rename(from: string, to: string): void {
    if (libc.renameat(this.fd, from, this.fd, to) === -1)
      throw callFailure(libc.errno(), 'rename', `${this.base}/${from}`);
  }

  makeFifo(name: string, mode: number): boolean {
    return libc.mkfifoat(this.fd, cString(name), mode) === 0;
  }

  has(name: string): boolean {
    return libc.faccessat(this.fd, name, F_OK, 0) === 0;
  }

  lacks(name: string): boolean {
    return !this.has(name) && libc.errno() === 'ENOENT';
  }
}

export const nativeDirectory = (held: Held): Directory => new NativeDirectory(held);
