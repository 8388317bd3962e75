import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import type { Report } from '../../adapters/system.ts';
import { AddressError, listenAddress } from '../door/listen-address.ts';
import { ownProgram } from '../installation.ts';

/** Milliseconds before a page's server that has ended is started again: the first, and the longest. */
const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 60_000;

/**
 * The page's server beside a supervisor, as a process of its own: no request of a browser's takes the supervisor's time,
 * and no fault in it is the supervisor's.
 */
export class PageBeside {
  readonly #command: readonly [file: string, ...args: string[]];
  #child: ChildProcess | undefined;
  #timer: NodeJS.Timeout | undefined;
  #pause = FIRST_PAUSE;
  #isOver = false;

  /** Throws {@link AddressError}. */
  constructor(address: string, directory: string) {
    listenAddress(address);
    const page = ['ui', '--until-end', '--listen', address, '--directory', resolve(directory)];
    this.#command = [...ownProgram('runstate'), ...page];
  }

  start(): void {
    if (this.#isOver) return;
    const [file, ...args] = this.#command;
    const child = spawn(file, args, { stdio: ['ignore', 'inherit', 'inherit'] });
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
export const pageBeside = (directory: string, report: Report): PageBeside | undefined => {
  const address = process.env.RUNSTATE_UI;
  if (!address) return undefined;
  try {
    return new PageBeside(address, directory);
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
