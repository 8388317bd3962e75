import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';
import { temporary } from '../../support/temporary.ts';
import { until } from '../../support/until.ts';

/** This package's programs. */
export const BIN = resolve(import.meta.dirname, '../../../dist/bin');

/** What a program said, and how it ended. */
export type Ended = { readonly code: number | null; readonly out: string; readonly err: string };

/** A directory of services that are made by commands, and a runsvdir that looks after them. */
export class NewcomerLab {
  readonly root = temporary();
  readonly services = join(this.root, 'services');
  readonly environment: NodeJS.ProcessEnv = {
    ...process.env,
    PATH: `${BIN}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:${dirname(process.execPath)}`,
    RUNSTATE_RUN: join(this.root, 'run'),
  };

  constructor() {
    mkdirSync(this.services);
  }

  /** Runs a program to its end, in `root`; the lab's own path is told as `ROOT`. */
  async run(file: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Ended> {
    const child = spawn(file, args, {
      cwd: this.root,
      env: { ...this.environment, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    let [out, err] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    const code = await new Promise<number | null>((settle) => child.once('close', settle));
    return { code, out: out.replaceAll(this.root, 'ROOT'), err: err.replaceAll(this.root, 'ROOT') };
  }

  runstate(...args: readonly string[]): Promise<Ended> {
    return this.run(join(BIN, 'runstate'), args);
  }

  /** Starts a runsvdir over the services; it stops them, and ends, when the test does. */
  supervise(runsvdir = join(BIN, 'runsvdir'), environment: NodeJS.ProcessEnv = {}): ChildProcess {
    const child = spawn(runsvdir, [this.services], {
      cwd: this.root,
      env: { ...this.environment, ...environment },
      stdio: 'ignore',
    });
    const end = new Promise((settle) => child.once('exit', settle));
    onTestFinished(async () => {
      const names = this.names();
      const paths = names.map((name) => join(this.services, name));
      await this.run(join(BIN, 'sv'), ['-w', '10', 'force-stop', ...paths]);
      child.kill('SIGHUP');
      await end;
      await until('nobody supervises them', () => names.every((name) => !this.isSupervised(name)));
    });
    return child;
  }

  names(): string[] {
    return readdirSync(this.services).filter((name) => !name.startsWith('.'));
  }

  /** Runs our `sv`; what it says, the lab's path as `ROOT`. */
  sv(...words: readonly string[]): string {
    const args = [...words.slice(0, -1), join(this.services, words.at(-1)!)];
    try {
      return execFileSync(join(BIN, 'sv'), ['-w', '10', ...args], { encoding: 'utf8', env: this.environment })
        .replaceAll(this.root, 'ROOT')
        .trim();
    } catch (error) {
      return String((error as { stdout?: string }).stdout)
        .replaceAll(this.root, 'ROOT')
        .trim();
    }
  }

  isSupervised(name: string): boolean {
    return !/unable to|runsv not running/.test(this.sv('status', name));
  }

  /** A file below a service's directory. */
  read(path: string): string {
    return readFileSync(join(this.services, path), 'utf8');
  }

  state(name: string): string {
    return this.read(`${name}/supervise/stat`).trim();
  }

  runs(name: string): Promise<boolean> {
    return until(`${name} runs`, () => this.state(name) === 'run');
  }

  /** Lines of a service's log, without their stamps, once there are so many. */
  logged(name: string, count: number): Promise<string[]> {
    return until(`${name} has logged ${count} lines`, () => {
      const lines = this.read(`${name}/log/main/current`).split('\n').slice(0, -1);
      return lines.length >= count && lines.map((line) => line.replace(/^\S+ /, ''));
    });
  }
}
