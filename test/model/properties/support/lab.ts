import { execFileSync } from 'node:child_process';
import {
  closeSync,
  constants,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeSync,
} from 'node:fs';
import { hasReader } from '../../../conformance/support/fifo.ts';
import { alive, processesUnder } from '../../../conformance/support/proc.ts';
import type { Program } from '../../../conformance/support/program.ts';
import { type Entry, Sandbox, shell, type Tree } from '../../../conformance/support/sandbox.ts';
import type { Service } from '../../../conformance/support/service.ts';
import { runstate, type Subject } from '../../../conformance/support/subjects.ts';
import { until } from '../../../conformance/support/until.ts';

export const DEADLINE = 60_000;
const WITHOUT_WAITING = constants.O_WRONLY | constants.O_NONBLOCK;

/** How the services are supervised: a runsv for one directory, or a runsvdir that hosts one for each. */
export type Host = 'runsv' | 'runsvdir';

/** Services in a directory of their own under a supervisor that can be killed and started anew. */
export class Lab {
  readonly box: Sandbox;
  readonly host: Host;
  #program: Program | undefined;
  #serial = 0;
  #said = '';
  readonly #homes = new Map<string, Service[]>();

  constructor(host: Host, subject: Subject = runstate) {
    this.host = host;
    this.box = new Sandbox(subject);
    if (host === 'runsvdir') this.box.make('services', {});
  }

  /** Makes a service's directory; under runsvdir it is seen once it is linked. */
  make(name: string, tree: Tree): Service {
    const home = this.host === 'runsv' ? name : `homes/${name}.${this.#serial++}`;
    const made = this.box.make(home, tree);
    execFileSync('mkfifo', [made.path('hold')]);
    // One lock for all directories that ever have this name.
    if (this.host === 'runsvdir') symlinkSync(this.box.path(`homes/${name}.lock`), made.path('lock'));
    this.#homes.set(name, [made, ...this.homes(name)]);
    return made;
  }

  /** Lets runsvdir see the directory that was made last for this name, be there another one or not: one rename. */
  link(name: string): void {
    const aside = this.box.path(`homes/${name}.link`);
    symlinkSync(this.service(name).directory, aside);
    renameSync(aside, this.box.path('services', name));
  }

  /** Every directory that has had this name, the last one first. */
  homes(name: string): readonly Service[] {
    return this.#homes.get(name) ?? [];
  }

  unlink(name: string): void {
    rmSync(this.box.path('services', name));
  }

  /** Starts the supervisor; whether it is ready is not waited for. */
  start(): void {
    const { subject } = this.box;
    const env = { PATH: `${subject.runsv.replace(/\/[^/]*$/, '')}:/usr/bin:/bin`, LC_ALL: 'C', RUNSTATE_HISTORY: '0' };
    this.#program =
      this.host === 'runsv'
        ? this.box.start(subject.runsv, ['service'], { env })
        : this.box.start(subject.runsvdir, ['services'], { env });
  }

  get program(): Program {
    return this.#program!;
  }

  /** Kills the supervisor without a word, as a lack of memory would. */
  async kill(): Promise<void> {
    this.program.signal('SIGKILL');
    await this.#ended();
  }

  /** Has the supervisor stop everything and end. */
  async leave(): Promise<number | undefined> {
    if (this.host === 'runsv') await this.write('service', 'x');
    else this.program.signal('SIGHUP');
    return this.#ended();
  }

  async #ended(): Promise<number | undefined> {
    const { program } = this;
    await until('the supervisor has ended', () => program.result !== undefined, { deadline: DEADLINE });
    this.#said += program.stderr();
    return program.result!.code;
  }

  /** What supervisors said of themselves that no operator should ever read. */
  get faults(): string[] {
    return this.#said.split('\n').filter((line) => /fault|Error|\bat .*:\d+/.test(line));
  }

  /** Writes letters, in one piece, as soon as somebody reads them. */
  async write(name: string, letters: string): Promise<void> {
    const path = this.service(name).path('supervise/control');
    const fd = await until(`${name} has a supervisor`, () => openSync(path, WITHOUT_WAITING), { deadline: DEADLINE });
    writeSync(fd, letters);
    closeSync(fd);
  }

  async answers(name: string): Promise<void> {
    await until(`${name} answers`, () => hasReader(this.service(name).path('supervise/ok')), { deadline: DEADLINE });
  }

  /** A service, or its logger: `a`, `a/log`. */
  service(name: string): Service {
    const [main = '', log] = name.split('/');
    const [home] = this.homes(main) as [Service];
    return log === undefined ? home : home.log;
  }

  remove(service: Service, path: string): void {
    rmSync(service.path(path), { force: true });
  }

  /** One rename, so that whoever looks sees the old file or the new one. */
  replace(service: Service, path: string, entry: Entry): void {
    const aside = `aside${this.#serial++}`;
    this.box.make(aside, { file: entry });
    renameSync(this.box.path(aside, 'file'), service.path(path));
    rmSync(this.box.path(aside), { recursive: true });
  }

  /** Kills a process of the service, if the one that wrote this pid still is one. */
  killProcess(service: Service, who: 'run' | 'finish'): boolean {
    const pid = pidIn(service, `${who}.ready`);
    if (!isOf(service, pid)) return false;
    process.kill(pid, 'SIGKILL');
    return true;
  }

  /** A log service for a tree: this package's svlogd as it is found in PATH, without stamps. */
  logger(directory: string): Tree {
    return { 'log/run': shell(`exec svlogd ${directory}`), 'log/main': 'directory' };
  }

  /** All that has been logged, old logs first. */
  logged(name: string): string {
    const directory = this.service(name).path('log/main');
    const names = readdirSync(directory)
      .filter((each) => each.startsWith('@'))
      .sort();
    return [...names, 'current'].map((each) => readFileSync(`${directory}/${each}`, 'latin1')).join('');
  }

  async clean(): Promise<void> {
    await this.box.clean();
  }
}

export const pidIn = (service: Service, path: string): number =>
  service.exists(path) ? Number(service.read(path)) : 0;

/** Whether a process lives and works in this directory: a number alone may be somebody else's by now. */
export const isOf = (service: Service, pid: number): boolean => {
  try {
    return pid > 1 && alive(pid) && readlinkSync(`/proc/${pid}/cwd`) === service.directory;
  } catch {
    return false;
  }
};

export const shouts = (service: Service): string[] =>
  service.exists('shouts') ? service.read('shouts').split('\n') : [];

/** Whether nothing is left of a service whose directory is not to be run any more. */
export const isGone = (service: Service): boolean =>
  processesUnder(service.directory).length === 0 && !hasReader(service.path('supervise/ok'));

/** Processes of a directory that have outlived their supervisor; `finish` may still be on its way out. */
export const left = (lab: Lab): number[] => processesUnder(lab.box.directory);
