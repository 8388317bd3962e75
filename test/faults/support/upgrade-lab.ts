import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';
import { statText } from '../../../machines/rules/stat-text.ts';
import { decodeStatus } from '../../../machines/rules/status-record.ts';
import { program, temporary } from '../../support/temporary.ts';
import { until } from '../../support/until.ts';

const HOME = resolve(import.meta.dirname, '../../..');
const NUMBERED = resolve(HOME, 'test/fixtures/numbered.pl');

/** What a command came to. */
export type Outcome = { readonly code: number | null; readonly out: string; readonly err: string };

/** Services under a runsvdir of a package of its own, of which another version can be put in its place. */
export class UpgradeLab {
  readonly root = temporary();
  readonly home = join(this.root, 'package');
  readonly services = join(this.root, 'services');
  readonly environment = {
    ...process.env,
    RUNSTATE_RUN: join(this.root, 'run'),
    PATH: `${this.home}/dist/bin:${process.env.PATH}`,
  };
  #child: ChildProcess | undefined;
  #ended: Promise<number | NodeJS.Signals | null> | undefined;
  #said = '';

  constructor() {
    for (const path of [this.home, this.services, this.environment.RUNSTATE_RUN]) mkdirSync(path, { mode: 0o700 });
    // What the package consists of; what else is in dist may be written meanwhile by who builds the single executable.
    for (const part of ['dist/bin', 'dist/lib', 'dist/page'])
      cpSync(join(HOME, part), join(this.home, part), { recursive: true });
    symlinkSync(join(HOME, 'node_modules'), join(this.home, 'node_modules'));
    this.install('1.0.0');
    onTestFinished(() => this.end());
  }

  /** Another version is on disk from now on. @param broken text in the place of its runsvdir. */
  install(version: string, broken?: string): void {
    writeFileSync(join(this.home, 'package.json'), JSON.stringify({ name: 'runstate', version }));
    const bundle = 'dist/lib/runsvdir.cjs';
    if (broken === undefined) cpSync(join(HOME, bundle), join(this.home, bundle));
    else writeFileSync(join(this.home, bundle), broken);
  }

  path(name: string, ...rest: string[]): string {
    return join(this.root, 'homes', name, ...rest);
  }

  /** Makes a service directory. @param files beside `run`, by their names. */
  add(name: string, run: string, files: Readonly<Record<string, string>> = {}): void {
    program(this.path(name, 'run'), run);
    for (const [file, text] of Object.entries(files)) program(this.path(name, file), text);
    symlinkSync(this.path(name), join(this.services, name));
  }

  /** One that writes numbered lines, with a logger. */
  addNumbered(name: string, pace: number, logRun = '#!/bin/sh\nexec svlogd ./main\n'): void {
    mkdirSync(this.path(name, 'log/main'), { recursive: true });
    this.add(name, `#!/bin/sh\nexec perl ${NUMBERED} ${pace} 0\n`, { 'log/run': logRun });
  }

  start(log?: string, environment: NodeJS.ProcessEnv = {}): void {
    const args = [this.services, ...(log === undefined ? [] : [log])];
    const child = spawn(join(this.home, 'dist/bin/runsvdir'), args, {
      env: { ...this.environment, ...environment },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    child.stderr!.on('data', (chunk: Buffer) => {
      this.#said += chunk.toString('latin1');
    });
    this.#ended = new Promise((settle) => void child.once('exit', (code, signal) => settle(code ?? signal)));
    this.#child = child;
  }

  get pid(): number {
    return this.#child!.pid!;
  }

  get said(): string {
    return this.#said;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child!.kill(signal);
  }

  get ended(): Promise<number | NodeJS.Signals | null> {
    return this.#ended!;
  }

  run(name: string, ...args: string[]): Promise<Outcome> {
    const child = spawn(join(this.home, 'dist/bin', name), args, {
      env: this.environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said = { out: '', err: '' };
    child.stdout!.on('data', (chunk: Buffer) => {
      said.out += chunk.toString('latin1').replaceAll(this.root, '');
    });
    child.stderr!.on('data', (chunk: Buffer) => {
      said.err += chunk.toString('latin1').replaceAll(this.root, '');
    });
    return new Promise((settle) => void child.once('close', (code) => settle({ code, ...said })));
  }

  upgrade(): Promise<Outcome> {
    return this.run('runstate', 'upgrade', '--directory', this.services);
  }

  sv(command: string, ...names: string[]): Promise<Outcome> {
    return this.run('sv', command, ...names.map((name) => this.path(name)));
  }

  status(name: string): Buffer {
    return readFileSync(this.path(name, 'supervise/status'));
  }

  stat(name: string): string {
    return readFileSync(this.path(name, 'supervise/stat'), 'latin1').trim();
  }

  pidOf(name: string): number {
    return Number(readFileSync(this.path(name, 'supervise/pid'), 'latin1'));
  }

  /** Waits until all its files say so: `status` is written last. */
  stands(name: string, as: string): Promise<boolean> {
    const says = (): string => {
      const { want, state = 'down', ...facts } = decodeStatus(this.status(name))!;
      return statText({ ...facts, state, want: want === 'u' ? 'up' : 'down' }).trim();
    };
    return until(`${name} is: ${as}`, () => this.stat(name) === as && says() === as);
  }

  /** All of these run, and the supervisor answers: it has opened what it keeps open. */
  async allRun(names: readonly string[]): Promise<void> {
    for (const name of names) await this.stands(name, 'run');
    await until('the supervisor answers', async () => (await this.version()) !== undefined);
  }

  /** How many descriptors the supervisor has open. */
  get descriptors(): number {
    return readdirSync(`/proc/${this.pid}/fd`).length;
  }

  /** Which version answers; undefined: nobody does. */
  async version(): Promise<string | undefined> {
    for (const name of readdirSync(this.environment.RUNSTATE_RUN)) {
      const socket = connect(join(this.environment.RUNSTATE_RUN, name));
      const hello = await new Promise<Buffer | undefined>((settle) => {
        socket.once('data', settle).once('error', () => settle(undefined));
      });
      socket.destroy();
      if (hello) return JSON.parse(hello.toString()).version;
    }
    return undefined;
  }

  /** What the last supervisor has left is ended by another one, when that has it. */
  async #startAgain(): Promise<void> {
    this.start();
    await until('the supervisor answers', async () => (await this.version()) !== undefined);
  }

  async end(): Promise<void> {
    if (!this.#child) return;
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) await this.#startAgain();
    this.signal('SIGCONT');
    this.signal('SIGHUP');
    const timer = setTimeout(() => this.signal('SIGKILL'), 20_000);
    await this.ended;
    clearTimeout(timer);
  }
}

/** What of a numbered service's log is not as it was written: lost, repeated, out of order. */
export const wrongLines = (lab: UpgradeLab, name: string): string[] => {
  const wrong: string[] = [];
  let last = 0;
  const directory = lab.path(name, 'log/main');
  const files = readdirSync(directory).filter((file) => file.startsWith('@'));
  for (const file of [...files.sort(), 'current'])
    for (const line of readFileSync(join(directory, file), 'latin1').split('\n').slice(0, -1)) {
      const number = Number(line.split(' ').at(-1));
      if (number !== last + 1) wrong.push(`${name}: ${line} after ${last}`);
      last = number;
    }
  const [, written] = readFileSync(lab.path(name, 'count'), 'latin1').trim().split(' ');
  if (last !== Number(written)) wrong.push(`${name}: ${last} of ${written} lines`);
  return wrong;
};
