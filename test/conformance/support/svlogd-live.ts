import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, writeSync } from 'node:fs';
import type { Scenario } from './compare.ts';
import { waiting } from './fifo.ts';
import { statusValue } from './proc.ts';
import type { Ending, Program } from './program.ts';
import type { Sandbox, Tree } from './sandbox.ts';
import { makeDirectories } from './svlogd-run.ts';
import { type LogView, oldFiles, view } from './svlogd-view.ts';
import { until } from './until.ts';

export type LiveOptions = {
  readonly options?: readonly string[];
  readonly directories?: Readonly<Record<string, Tree>>;
  /** Names on the command line, where they are not those of the directories. */
  readonly names?: readonly string[];
  /** A command to be put in front of svlogd: it must exec what follows it. */
  readonly through?: readonly string[];
};

const TERM = 1n << 14n;

/** Whether a process sleeps with its ears open. */
const waitsForInput = (pid: number): boolean =>
  statusValue(pid, 'State')?.startsWith('S') === true && (BigInt(`0x${statusValue(pid, 'SigBlk')}`) & TERM) === 0n;

let serial = 0;

/** A svlogd that runs, with the writing end of its input. */
export class LiveLogger {
  readonly program: Program;
  readonly #box: Sandbox;
  readonly #names: readonly string[];
  #writer: number | undefined;

  constructor(box: Sandbox, { options = [], directories = { d: {} }, names, through = [] }: LiveOptions = {}) {
    this.#box = box;
    this.#names = makeDirectories(box, directories);
    const fifo = box.path(`.input-${serial++}`);
    execFileSync('mkfifo', [fifo]);
    // With both ends held for a moment, neither of the two others has to wait for its partner.
    const both = openSync(fifo, constants.O_RDWR);
    const stdin = openSync(fifo, constants.O_RDONLY);
    this.#writer = openSync(fifo, constants.O_WRONLY);
    closeSync(both);
    this.program = box.start(box.subject.svlogd, [...options, ...(names ?? this.#names)], { stdin, through });
    closeSync(stdin);
  }

  /** Writes less than a pipe holds. */
  write(bytes: string): void {
    writeSync(this.#writer!, Buffer.from(bytes, 'latin1'));
  }

  /** Waits until it has taken all that was written. */
  async drained(): Promise<void> {
    await until('the input is read', () => waiting(this.#writer!) === 0, { seen: () => this.look() });
  }

  /** Ends the input. */
  end(): void {
    if (this.#writer !== undefined) closeSync(this.#writer);
    this.#writer = undefined;
  }

  /**
   * Sends a signal when it is waiting for input. The original takes signals only there, and one that comes just before
   * has to wait for the next input.
   */
  async signal(signal: NodeJS.Signals): Promise<void> {
    await until('it waits for input', () => waitsForInput(this.program.pid), { seen: () => this.look() });
    this.program.signal(signal);
  }

  /** Writes, and waits until that is what `current` ends with. */
  async log(bytes: string, directory = 'd'): Promise<void> {
    this.write(bytes);
    await this.untilCurrent(bytes, directory);
  }

  async untilCurrent(bytes: string, directory = 'd'): Promise<void> {
    const current = () => this.#box.read(`${directory}/current`);
    await until(`${directory}/current ends with ${JSON.stringify(bytes)}`, () => current().endsWith(bytes), {
      seen: () => this.look(),
    });
  }

  /** Waits until it has said something so often. */
  async untilSaid(words: string, times = 1): Promise<void> {
    await until(`it says ${words}`, () => this.program.stderr().split(words).length > times, {
      seen: () => this.look(),
    });
  }

  /** Waits until there are so many old files, of a kind (`.s`, `.u`) or of any. */
  async untilOld(count: number, directory = 'd', suffix = ''): Promise<void> {
    const old = () => oldFiles(this.#box, directory).filter((name) => name.endsWith(suffix));
    await until(`${count} old files`, () => old().length === count, { seen: () => this.look() });
  }

  /** Sends ALRM and waits until the rotation it asks for is over. */
  async rotate(directory = 'd', suffix = '.s'): Promise<void> {
    const before = oldFiles(this.#box, directory).filter((name) => name.endsWith(suffix)).length;
    await this.signal('SIGALRM');
    await this.untilOld(before + 1, directory, suffix);
    await until('there is a new current', () => this.#box.read(`${directory}/current`) !== undefined);
  }

  /** Waits for the end. */
  async ended(): Promise<Ending> {
    return this.program.ended();
  }

  /** Ends the input, waits for the end, and looks. */
  async finish(): Promise<LogView> {
    this.end();
    await this.ended();
    return this.look();
  }

  look(): LogView {
    return view(this.#box, this.#names, this.program);
  }
}

/** A scenario with a svlogd that runs; its input ends with the story at the latest. */
export const live =
  <T>(options: LiveOptions, story: (logger: LiveLogger, box: Sandbox) => Promise<T>): Scenario<T> =>
  async (box) => {
    const logger = new LiveLogger(box, options);
    try {
      return await story(logger, box);
    } finally {
      logger.end();
    }
  };
