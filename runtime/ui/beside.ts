import { type ChildProcess, spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import type { Report } from '../../adapters/system.ts';
import { AddressError, listenAddress } from '../door/listen-address.ts';

/** Milliseconds before a page's server that has ended is started again: the first, and the longest. */
const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 60_000;

/**
 * The page's server beside a supervisor, as a process of its own: no request of a browser's takes the supervisor's time,
 * and no fault in it is the supervisor's.
 */
export class PageBeside {
  readonly #command: readonly string[];
  readonly #program: string;
  #child: ChildProcess | undefined;
  #timer: NodeJS.Timeout | undefined;
  #pause = FIRST_PAUSE;
  #isOver = false;

  /** Throws {@link AddressError}. @param home where the package lies. */
  constructor(home: string, address: string, directory: string) {
    listenAddress(address);
    this.#program = join(home, 'dist/bin/runstate');
    this.#command = ['ui', '--until-end', '--listen', address, '--directory', resolve(directory)];
  }

  start(): void {
    if (this.#isOver) return;
    const child = spawn(this.#program, this.#command, { stdio: ['ignore', 'inherit', 'inherit'] });
    this.#child = child;
    child.unref();
    const again = (): void => {
      if (this.#child !== child || this.#isOver) return;
      this.#child = undefined;
      this.#timer = setTimeout(() => this.start(), this.#pause).unref();
      this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE);
    };
    child.once('error', again).once('exit', again);
  }

  end(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#child?.kill('SIGTERM');
  }
}

/** The page's server, as `RUNSTATE_UI` asks for it; it is started when there is a socket to ask. */
export const pageBeside = (home: string, directory: string, report: Report): PageBeside | undefined => {
  const address = process.env.RUNSTATE_UI;
  if (!address) return undefined;
  try {
    return new PageBeside(home, address, directory);
  } catch (error) {
    if (!(error instanceof AddressError)) throw error;
    report({
      program: 'runsvdir',
      subject: directory,
      level: 'warning',
      message: `no page: RUNSTATE_UI=${error.message}`,
    });
    return undefined;
  }
};
