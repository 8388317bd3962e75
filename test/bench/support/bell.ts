import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { poll } from '../../../adapters/libc.ts';
import { freshServices } from './scratch.ts';

const POLLIN = 1;
const LONGEST = 4096;

/**
 * Hears of services to the microsecond: they write lines into a FIFO, and this process sleeps in poll(2) until there is
 * one. Nothing else happens in it meanwhile, and it takes no processor from those that are measured.
 */
export class Bell {
  readonly path: string;
  readonly #fd: number;
  readonly #asked = Buffer.alloc(8);
  readonly #bytes = Buffer.alloc(LONGEST);
  #lines: string[] = [];
  #rest = '';

  constructor() {
    this.path = join(freshServices('bell'), 'bell');
    execFileSync('mkfifo', [this.path]);
    // Read-write: it does not end when no service has it open.
    this.#fd = openSync(this.path, constants.O_RDWR | constants.O_NONBLOCK);
    this.#asked.writeInt32LE(this.#fd, 0);
    this.#asked.writeInt16LE(POLLIN, 4);
  }

  /** The next line. Lines are written whole: they are shorter than what a pipe takes at once. */
  next(what: string, patience: number): string {
    const end = performance.now() + patience;
    while (this.#lines.length === 0) {
      const left = Math.ceil(end - performance.now());
      if (left <= 0) throw new Error(`waited in vain until ${what}`);
      // A signal ends the call with -1: nothing has come then.
      if (poll(this.#asked, 1, left) === 1) this.#read();
    }
    return this.#lines.shift()!;
  }

  #read(): void {
    this.#lines = (this.#rest + this.#bytes.toString('latin1', 0, readSync(this.#fd, this.#bytes))).split('\n');
    this.#rest = this.#lines.pop()!;
  }

  close(): void {
    closeSync(this.#fd);
  }
}
