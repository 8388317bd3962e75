import { cpSync, mkdirSync, readlinkSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { WITH_LOOPBACK } from '../../support/namespace.ts';
import { temporary } from '../../support/temporary.ts';

const BOOT = resolve(import.meta.dirname, '../../fixtures/boot-clean-root.sh');
const OUTER = readlinkSync('/proc/self/ns/pid');

/** A Debian with nothing but what makes it one, and what is put into it. */
export class CleanRoot {
  readonly #debian: string;
  readonly #work = temporary();

  /** @param debian what it is laid over, and not written to. */
  constructor(debian: string) {
    this.#debian = debian;
    for (const name of ['changes', 'work', 'root']) mkdirSync(join(this.#work, name));
  }

  /** The path, out here, of what is put into the root; not while something runs in it. */
  path(inside: string): string {
    const path = join(this.#work, 'changes', inside);
    mkdirSync(dirname(path), { recursive: true });
    return path;
  }

  put(from: string, inside: string): void {
    cpSync(from, this.path(inside), { recursive: true, dereference: true });
  }

  /** The command that runs one in there, as process 1 or as its child; one after the other, never two at once. */
  command(place: 'first' | 'second', network: 'ours' | 'own', ...command: readonly string[]): string[] {
    const namespaces = ['--pid', '--fork', '--mount', '--kill-child'];
    const through = network === 'own' ? ['--net', ...WITH_LOOPBACK] : [];
    return ['unshare', ...namespaces, ...through, 'sh', BOOT, OUTER, this.#debian, this.#work, place, ...command];
  }
}

/** What a program finds that has just logged in. */
export const LOGIN = { PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin', HOME: '/root' };
