import { execFileSync } from 'node:child_process';
import { closeSync, constants, existsSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { type Actor, createActor } from 'xstate';
import { NOTHING_INHERITED } from '../../../adapters/inherited-note.ts';
import { createNativeSystem } from '../../../adapters/native-system.ts';
import type { Report } from '../../../adapters/system.ts';
import type { runsvMachine } from '../../../machines/runsv.ts';
import { createRunsvLogic } from '../../../runtime/host.ts';
import { hasReader } from '../../conformance/support/fifo.ts';
import { alive, hasTakenSignals, processState } from '../../conformance/support/proc.ts';
import { empty, runs, Sandbox, shell, type Tree } from '../../conformance/support/sandbox.ts';
import type { Service } from '../../conformance/support/service.ts';
import { runit, runstate } from '../../conformance/support/subjects.ts';
import { type Half, type Seen, SIGNALS } from './seen.ts';
import type { Setting } from './setting.ts';
import { settled } from './settled.ts';

/** A signal that logger.sh has a trap for. */
const WAKE = 64;

/** One system a process: it takes every child for its own. */
const faults: unknown[] = [];
const system = createNativeSystem(NOTHING_INHERITED, [], (cause) => faults.push(cause));
const complaints: string[] = [];
const report: Report = ({ subject, message, code }) => void complaints.push(`${subject}: ${message} ${code ?? ''}`);
const logic = createRunsvLogic(system, report);

/** A runsv over real processes, whoever it is. */
type Runsv = {
  readonly code: () => number | undefined;
  /** TERM. Letters take another way to it: only those that follow the taking come after. */
  readonly terminate: () => void;
  /** Whether every signal that was sent to it has been taken. */
  readonly hasTaken: () => boolean;
};

/** Who supervises: the original, our program, or our actors in this process, which costs no start of Node. */
export type Kind = 'runit' | 'program' | 'actors';

const startProgram = (kind: 'runit' | 'program', box: Sandbox): Runsv => {
  const { runsv } = kind === 'runit' ? runit : runstate;
  const cwd = openSync(box.directory, constants.O_DIRECTORY);
  let code: number | undefined;
  let pid = 0;
  const argv = ['sh', '-c', 'exec "$0" service >said 2>&1', runsv];
  system.processes.start(
    { file: '/bin/sh', argv, cwd, session: true },
    {
      started: (started) => {
        pid = started;
      },
      failed: (reason) => faults.push(reason),
      exited: (status) => {
        code = status.code ?? -1;
      },
    },
  );
  closeSync(cwd);
  return {
    code: () => code,
    terminate: () => system.processes.signal(pid, 'SIGTERM'),
    hasTaken: () => code !== undefined || hasTakenSignals(pid),
  };
};

const startActors = (directory: string): Runsv => {
  const input = { place: directory, directory, label: directory, session: false };
  const runsv: Actor<typeof runsvMachine> = createActor(logic, { input });
  let code: number | undefined;
  runsv.subscribe({
    complete: () => {
      code = runsv.getSnapshot().output!.exitCode;
    },
    error: (cause) => faults.push(cause),
  });
  runsv.start();
  return { code: () => code, terminate: () => runsv.send({ type: 'runsv.leave' }), hasTaken: () => true };
};

const script = (manner: string): Tree[string] =>
  shell(`echo "$0 ${manner}" >>events\nexit ${manner === 'suppresses' ? 0 : 1}`);

const treeOf = ({ down, finish, log, stubborn, scripts }: Setting): Tree => ({
  run: runs('puppet.sh'),
  ...(down && { down: empty }),
  ...(stubborn && { stubborn: empty }),
  ...(finish !== 'none' && { finish: runs('puppet.sh') }),
  ...(finish === 'quick' && { 'finish.quick': empty }),
  ...(log !== 'none' && { 'log/run': runs('logger.sh') }),
  ...(log === 'down' && { 'log/down': empty }),
  ...Object.fromEntries(Object.entries(scripts).map(([letter, manner]) => [`control/${letter}`, script(manner)])),
});

const count = (lines: readonly string[], line: string): number => lines.filter((one) => one === line).length;

const halfOf = (service: Service): Half => {
  const { since: _, pid, state, ...status } = service.status();
  const lines = service.events();
  return {
    stat: service.stat(),
    status: { ...status, state: state ?? 'unknown', pid: service.whose(pid) },
    // R10: the original writes a logger's only when it has started it.
    pid: existsSync(service.path('supervise/pid')) ? service.whose(Number(service.read('supervise/pid'))) : 'none',
    starts: count(lines, 'run ready'),
    heard: Object.fromEntries(SIGNALS.map((name) => [name, count(lines, `run ${name}`)])),
    stopped: pid !== 0 && processState(pid) === 'T',
  };
};

/** A logger that TERM ends may or may not tell of the CONT that follows. */
const withoutContinue = (half: Half): Half => ({ ...half, heard: { ...half.heard, CONT: 0 } });

/** A service directory with real processes, and a runsv over it. */
export class RealSubject {
  readonly #box = new Sandbox(runstate);
  readonly #service: Service;
  readonly #runsv: Runsv;
  readonly #hasLog: boolean;

  constructor(kind: Kind, setting: Setting) {
    this.#hasLog = setting.log !== 'none';
    this.#service = this.#box.make('service', treeOf(setting));
    const names = ['run.orders', 'finish.orders'].map((name) => this.#service.path(name));
    execFileSync('mkfifo', ['-m', '600', ...names]);
    this.#runsv = kind === 'actors' ? startActors(this.#service.directory) : startProgram(kind, this.#box);
  }

  seen(): Seen {
    const lines = this.#service.events();
    return {
      runsv: this.#runsv.code() ?? 'alive',
      main: halfOf(this.#service),
      log: this.#hasLog ? withoutContinue(halfOf(this.#service.log)) : undefined,
      finishes: lines.filter((line) => line.startsWith('finish ready')).map((line) => line.slice(13)),
      scripts: lines.filter((line) => line.startsWith('control/')),
      said: lines.filter((line) => line.startsWith('run said ')).map((line) => line.slice(9)),
      lines: this.#linesLogged(),
      ends: this.#hasLog ? count(this.#service.log.events(), 'run reads the end') : 0,
    };
  }

  #linesLogged(): string[] {
    const current = this.#service.path('log/current');
    return existsSync(current) ? readFileSync(current, 'latin1').split('\n').slice(0, -1) : [];
  }

  /** Waits until runsv listens. */
  async begun(): Promise<void> {
    await settled('runsv listens', () => hasReader(this.#service.path('supervise/ok')));
  }

  async letter(role: 'main' | 'log', letter: string): Promise<void> {
    const service = role === 'log' ? this.#service.log : this.#service;
    await service.write(letter);
  }

  async terminate(): Promise<void> {
    this.#runsv.terminate();
    await settled('runsv has taken TERM', () => this.#runsv.hasTaken());
  }

  /** Has a process do something: the puppet's orders. */
  order(who: 'run' | 'finish', words: string): void {
    const orders = openSync(this.#service.path(`${who}.orders`), constants.O_WRONLY | constants.O_NONBLOCK);
    writeSync(orders, `${words}\n`);
    closeSync(orders);
  }

  /**
   * Wakes the shells: a signal that comes between the look for signals and the beginning of `read` is told of only when
   * that ends.
   */
  nudge(): void {
    for (const who of ['run', 'finish'] as const)
      if (hasReader(this.#service.path(`${who}.orders`))) this.order(who, 'wake');
    if (!this.#hasLog) return;
    const { pid } = this.#service.log.status();
    if (this.#service.log.recording()) process.kill(pid, WAKE);
  }

  kill(who: 'run' | 'finish' | 'log'): void {
    const pid = who === 'log' ? this.#service.log.pidOf('run') : this.#service.pidOf(who);
    if (alive(pid)) process.kill(pid, 'SIGKILL');
  }

  /**
   * Takes the directory away; ends whatever still runs.
   *
   * @param isOver nothing runs any more: to look for it among all the processes of the machine takes its time.
   */
  async clean(isOver: boolean): Promise<void> {
    if (isOver) return rmSync(this.#box.directory, { recursive: true, force: true });
    if (this.#runsv.code() === undefined) this.#runsv.terminate();
    await this.#box.clean();
  }
}

/** Exceptions and reports that belong to no path. */
export const troubles = (): unknown[] => [...faults, ...complaints];
