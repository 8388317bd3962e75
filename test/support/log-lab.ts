import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';
import { program, temporary } from './temporary.ts';
import { until } from './until.ts';

const BIN = resolve(import.meta.dirname, '../../dist/bin');
const NUMBERS = resolve(import.meta.dirname, '../fixtures/numbers.cjs');

/** Who runs the logger: this package's runsvdir inside itself, the same as a process, or Debian's programs. */
export type Form = 'hosted' | 'process' | 'debian';

/** What a service with a log service is made of. */
export type Logged = {
  readonly run?: string;
  /** Words behind `exec svlogd`. */
  readonly options?: string;
  readonly logRun?: string;
  readonly config?: string;
  /** Directories that are made beside `log/run`. */
  readonly directories?: readonly string[];
};

/** One service `a` with a logger, under a runsvdir that can be killed and started again. */
export class LogLab {
  readonly root = temporary();
  readonly service = join(this.root, 'a');
  readonly log = join(this.service, 'log');
  readonly #form: Form;
  #runsvdir: ChildProcess | undefined;
  #said = '';

  constructor(form: Form, { run, options = './main', logRun, config, directories = ['main'] }: Logged = {}) {
    this.#form = form;
    for (const name of directories) mkdirSync(join(this.log, name), { recursive: true });
    if (config !== undefined) writeFileSync(join(this.log, 'main/config'), config);
    program(join(this.service, 'run'), run ?? `#!/bin/sh\nexec cat ${this.root}/in 2>/dev/null\n`);
    program(join(this.log, 'run'), logRun ?? `#!/bin/sh\nexec svlogd ${options}\n`);
    mkdirSync(join(this.root, 'services'));
    symlinkSync(this.service, join(this.root, 'services/a'));
    onTestFinished(() => this.end());
  }

  /** A `run` that writes numbered lines; see test/fixtures/numbers.cjs. */
  static numbers(count: number, done: string): string {
    return `#!/bin/sh\nexec ${process.execPath} ${NUMBERS} ${count} ${done}\n`;
  }

  /** Writes another `run`. */
  define(run: string): void {
    program(join(this.service, 'run'), run);
  }

  start(environment: Record<string, string> = {}): this {
    const isOurs = this.#form !== 'debian';
    const path = isOurs ? `${BIN}:${process.env.PATH}` : process.env.PATH!;
    const embed: Record<string, string> = this.#form === 'process' ? { RUNSTATE_EMBED_SVLOGD: '0' } : {};
    const child = spawn(isOurs ? join(BIN, 'runsvdir') : '/usr/bin/runsvdir', [join(this.root, 'services')], {
      env: { ...process.env, ...embed, ...environment, PATH: path },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    child.stderr!.on('data', (chunk: Buffer) => {
      this.#said += chunk.toString('latin1');
    });
    this.#runsvdir = child;
    return this;
  }

  /** What has been said on standard error. */
  get said(): string {
    return this.#said;
  }

  get pid(): number {
    return this.#runsvdir!.pid!;
  }

  async killed(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const child = this.#runsvdir!;
    const ended = new Promise((settle) => child.once('exit', settle));
    child.kill(signal);
    await ended;
  }

  /** Runs `sv` on `a` or `a/log`; its output, without the directory. */
  sv(...words: string[]): string {
    const [command, name = 'a'] = words.length > 1 ? [words[0]!, words.at(-1)] : [words[0]!];
    const options = words.slice(1, -1);
    try {
      return execFileSync(join(BIN, 'sv'), [...options, command, join(this.root, name)], { encoding: 'latin1' })
        .replaceAll(this.root, '')
        .trim();
    } catch (error) {
      return String((error as { stdout?: string }).stdout)
        .replaceAll(this.root, '')
        .trim();
    }
  }

  /** `log/supervise/stat`, and whose the pid is. */
  logState(): string {
    const stat = readFileSync(join(this.log, 'supervise/stat'), 'latin1').trim();
    const pid = Number(readFileSync(join(this.log, 'supervise/pid'), 'latin1'));
    return `${stat}${pid === 0 ? '' : pid === this.pid ? ', here' : ', a process'}`;
  }

  logRuns(as = this.#form === 'hosted' ? 'run, here' : 'run, a process'): Promise<boolean> {
    return until(`the logger is: ${as}`, () => this.logState() === as);
  }

  path(name: string, directory = 'main'): string {
    return resolve(this.log, directory, name);
  }

  /** Names of old logs, in their order. */
  old(directory = 'main'): string[] {
    return readdirSync(resolve(this.log, directory))
      .filter((name) => name.startsWith('@'))
      .sort();
  }

  /** Everything that has been logged, old logs first; a rotation must not come in between. */
  logged(directory = 'main'): string {
    for (;;) {
      const names = this.#names(directory);
      try {
        const text = names.map((name) => readFileSync(this.path(name, directory), 'latin1')).join('');
        if (this.#names(directory).join() === names.join()) return text;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      }
    }
  }

  #names(directory: string): string[] {
    return [...this.old(directory), ...(existsSync(this.path('current', directory)) ? ['current'] : [])];
  }

  /** The end of what has been logged last. */
  tail(directory = 'main'): string {
    const last = this.#names(directory).slice(-2);
    return last.map((name) => readFileSync(this.path(name, directory), 'latin1').slice(-4000)).join('');
  }

  async logs(text: string, directory = 'main'): Promise<boolean> {
    return until(`it is logged: ${text}`, () => this.logged(directory).includes(text));
  }

  /** Stops the service, the logger, and whoever supervises them. */
  async end(): Promise<void> {
    const child = this.#runsvdir;
    if (!child || child.exitCode !== null || child.signalCode !== null) this.start();
    // One that has just been started may not have found yet what its predecessor left.
    const status = (): string => this.sv('status');
    await until('somebody supervises', () => status() !== '' && !status().startsWith('fail')).catch(() => {});
    this.sv('force-stop', '-w5', 'a');
    this.sv('force-stop', '-w5', 'a/log');
    await this.killed('SIGHUP');
  }
}

/** Which of the numbers from 1 to `count` are missing, come more than once, or out of order: a line each. */
export const wrongNumbers = (logged: string, count: number): string[] => {
  const wrong: string[] = [];
  let expected = 1;
  for (const line of logged.split('\n')) {
    const number = Number.parseInt(line.slice(line.indexOf(' ') + 1), 10);
    if (Number.isNaN(number)) continue;
    for (; expected < number && wrong.length < 10; expected++) wrong.push(`lost: ${expected}`);
    if (number < expected && wrong.length < 10) wrong.push(`again: ${number}`);
    expected = Math.max(expected, number + 1);
  }
  if (expected <= count && wrong.length < 10) wrong.push(`lost: ${expected} to ${count}`);
  return wrong;
};
