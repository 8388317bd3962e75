import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { hasReader } from './fifo.ts';
import { processesUnder } from './proc.ts';
import { type Program, type StartOptions, startProgram } from './program.ts';
import { Service } from './service.ts';
import { fixture, type Subject } from './subjects.ts';
import { until } from './until.ts';

/** What is put at a path: a fixture to run, a text, or a directory. */
export type Entry =
  | { readonly fixture: string }
  | { readonly link: string }
  | { readonly text: string; readonly mode?: number }
  | 'directory';

/** A service directory in words: path within it → what is there. */
export type Tree = Readonly<Record<string, Entry>>;

export const runs = (name: string): Entry => ({ fixture: name });
export const text = (content: string, mode = 0o644): Entry => ({ text: content, mode });
export const shell = (body: string): Entry => ({ text: `#!/bin/sh\n${body}\n`, mode: 0o755 });
export const link = (target: string): Entry => ({ link: target });
export const empty: Entry = { text: '', mode: 0o644 };

/** A temporary directory with service directories, and the programs of one subject running in it. */
export class Sandbox {
  readonly directory = realpathSync(mkdtempSync(join(tmpdir(), 'runstate-conformance-')));
  readonly subject: Subject;
  readonly #programs: Program[] = [];

  constructor(subject: Subject) {
    this.subject = subject;
  }

  path(...parts: string[]): string {
    return join(this.directory, ...parts);
  }

  read(path: string): string {
    return readFileSync(this.path(path), 'latin1');
  }

  /** Makes files under `name`; parent directories come by themselves. */
  make(name: string, tree: Tree): Service {
    for (const [path, entry] of Object.entries({ '.': 'directory' as const, ...tree }))
      place(this.path(name, path), entry);
    return new Service(this.path(name), name);
  }

  /** Starts a program with the sandbox as its working directory. */
  start(file: string, args: readonly string[], options: StartOptions = {}): Program {
    const program = startProgram(this.directory, file, args, options);
    this.#programs.push(program);
    return program;
  }

  /** Starts the subject's runsv on a service and waits until it answers. */
  async supervise(service: Service, options: StartOptions = {}): Promise<Program> {
    const program = this.start(this.subject.runsv, [service.name], options);
    await until(
      `runsv answers on ${service.name}`,
      () => hasReader(service.path('supervise/ok')) || program.result !== undefined,
      { seen: () => program.stderr() },
    );
    return program;
  }

  /** Ends whatever still runs here, and takes the directory away. */
  async clean(): Promise<void> {
    await this.wipe();
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** Ends whatever still runs here and empties the directory, to begin again. */
  async wipe(): Promise<void> {
    await this.endPrograms();
    for (const name of readdirSync(this.directory)) rmSync(this.path(name), { recursive: true, force: true });
  }

  /** Ends whatever still runs here. */
  async endPrograms(): Promise<void> {
    await until('the processes of the sandbox are gone', () => {
      for (const { pid } of this.#programs) killQuietly(-pid);
      const left = processesUnder(this.directory);
      for (const pid of left) killQuietly(pid);
      return left.length === 0;
    });
  }
}

const place = (path: string, entry: Entry): void => {
  if (entry === 'directory') return void mkdirSync(path, { recursive: true });
  mkdirSync(dirname(path), { recursive: true });
  if ('text' in entry) {
    writeFileSync(path, Buffer.from(entry.text, 'latin1'));
    chmodSync(path, entry.mode ?? 0o644);
  } else symlinkSync('link' in entry ? entry.link : fixture(entry.fixture), path);
};

const killQuietly = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone already, which is what was wanted.
  }
};
