import { existsSync, readFileSync, readlinkSync } from 'node:fs';
import { constants } from 'node:os';
import { Worker } from 'node:worker_threads';
import { cString } from './c-strings.ts';
import { addChdir, addressOf } from './libc.ts';
import type { ProcessSpec } from './processes.ts';
import type { Call, Way } from './spawn.ts';
import { ASKED, AT, type Given, READY, serve } from './spawn-thread-body.ts';

/** From how many descriptors on it is worth its 13 MiB: a thousand services with loggers, of which memory is counted, have fewer. */
const MANY = 16_384;
/** How long is waited before it is looked whether the thread is still there, in milliseconds. */
const PATIENCE = 1000;
const NUMBERS = 32;
/** Megabytes: its program is a page long, and makes nothing that lasts. */
const LIMITS = { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1, codeRangeSizeMb: 1, stackSizeMb: 1 };
const OWN = '/proc/self/fd/';

/** Of the binary of koffi's that this process has loaded. */
const binary = (): string => {
  const found = / (\/.*\/koffi\.node)$/m.exec(readFileSync('/proc/self/maps', 'utf8'))?.[1];
  if (found === undefined) throw new Error('the binary of koffi has no name any more');
  return found;
};

/**
 * A thread that starts programs, with a table of descriptors of its own. A new process gets a copy of the table of the thread
 * that starts it, and closes what it is not to have, so that a start takes the longer the more are open: with 16 000, three
 * times as long. The kernel takes its children for those of all threads.
 */
export class SpawnThread implements Way {
  readonly #memory = new SharedArrayBuffer(NUMBERS + 5 * BigInt64Array.BYTES_PER_ELEMENT);
  readonly #numbers = new Int32Array(this.#memory, 0, NUMBERS / 4);
  readonly #call = new BigInt64Array(this.#memory, NUMBERS);
  /** Our descriptors as a child reaches them: as this process's, not as its own. */
  readonly #ours = `/proc/${readlinkSync('/proc/self')}/fd/`;
  readonly #worker: Worker;
  /** What is at the addresses must not be collected before the call is over. */
  #held: Call | undefined;
  #hasEnded = false;

  /**
   * @param kept descriptors, besides 0, 1 and 2, that its children have.
   * @throws where there is no memory for a thread, no `/proc`, or no file of koffi's.
   */
  constructor(kept: readonly number[]) {
    const given = { memory: this.#memory, words: NUMBERS, at: AT, asked: ASKED, ready: READY, koffi: binary() };
    const workerData: Given = { ...given, kept: [0, 1, 2, ...kept] };
    this.#worker = new Worker(`(${serve})()`, { eval: true, workerData, resourceLimits: LIMITS, execArgv: [] });
    this.#worker.on('error', () => {});
    this.#worker.once('exit', () => {
      this.#hasEnded = true;
    });
    this.#worker.unref();
  }

  /** Whether it can be asked: some time after it was made, and never where the system does not let it have its own table. */
  get isReady(): boolean {
    return !this.#hasEnded && Atomics.load(this.#numbers, AT.status) === READY;
  }

  enter(actions: Buffer, directory: number): void {
    addChdir(actions, cString(`${this.#ours}${directory}`));
  }

  path(path: string): string {
    return path.startsWith(OWN) ? `${this.#ours}${path.slice(OWN.length)}` : path;
  }

  /** Waits until the child has become its program or has failed, as posix_spawn(3) does. */
  start(call: Call): number {
    const [numbers, { turn, task, error, pid }] = [this.#numbers, AT];
    this.#held = call;
    this.#call.set(this.#held.map(addressOf));
    Atomics.store(numbers, turn, ASKED);
    Atomics.notify(numbers, turn);
    while (Atomics.wait(numbers, turn, ASKED, PATIENCE) === 'timed-out')
      if (!existsSync(`/proc/self/task/${numbers[task]}`)) return this.#giveUp();
    return numbers[error] === 0 ? numbers[pid]! : -numbers[error]!;
  }

  /** Ends the thread: it is not ready any more. */
  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #giveUp(): number {
    this.#hasEnded = true;
    return -constants.errno.ESRCH;
  }
}

/** Once: who cannot have a thread goes on without it. */
const attempt = (passedOn: readonly number[]): SpawnThread | undefined => {
  try {
    return new SpawnThread(passedOn);
  } catch {
    return undefined;
  }
};

/**
 * Has a thread start programs from when on it is worth it.
 *
 * @param many how many descriptors are many.
 */
export const threadForMany =
  (many = MANY) =>
  (passedOn: readonly number[]): ((spec: ProcessSpec) => SpawnThread | undefined) => {
    let thread: SpawnThread | undefined;
    let isTried = false;
    return ({ cwd, shared }) => {
      // The lowest number that is free is taken, so a high one tells of many.
      if (cwd >= many && !isTried) {
        isTried = true;
        thread = attempt(passedOn);
      }
      return thread?.isReady && shared === undefined ? thread : undefined;
    };
  };
