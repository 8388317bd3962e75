import { closeSync, constants } from 'node:fs';
import { type CallbackActorLogic, fromCallback } from 'xstate';
import type { Lacking, ProgramFact, ProgramInput, ProgramOrder } from '../machines/ports.ts';
import type { ServiceSignal } from '../machines/rules/control-letter.ts';
import { CANNOT_EXECUTE, type ExitStatus } from '../machines/rules/exit-status.ts';
import { writeChildRecord } from './child-record.ts';
import type { Directory } from './directory.ts';
import { type Foreign, watchForeign } from './foreign-process.ts';
import type { TakeHanded } from './handed.ts';
import type { Hosted, Hosting } from './hosted.ts';
import { SuperviseError } from './lock-and-fifos.ts';
import { logpipeFor } from './logpipe.ts';
import { halfOf, type Place, type Places, roleOf } from './place.ts';
import { isRefusal, type ProcessSpec } from './processes.ts';
import { mayPass, type Report, type System } from './system.ts';
import type { Turns } from './turns.ts';

/** What the adapters of a service directory share. */
export type Supplies = {
  readonly places: Places;
  readonly system: System;
  readonly report: Report;
  readonly turns: Turns;
  /** Undefined: every log service is a process. */
  readonly hosting?: Hosting | undefined;
  /** Undefined: nothing was handed over. */
  readonly handed?: TakeHanded | undefined;
};

/** runit's test: what can be opened for reading is there. */
const hasFinish = (directory: Directory): boolean => {
  // An exception for each end of a service would cost more than all else that is done here.
  if (directory.lacks('finish')) return false;
  try {
    closeSync(directory.open('finish', constants.O_RDONLY | constants.O_NONBLOCK));
    return true;
  } catch {
    return false;
  }
};

const specOf = (place: Place, { role, file, args }: ProgramInput): ProcessSpec => ({
  file: `./${file}`,
  argv: [`./${file}`, ...args],
  cwd: roleOf(place, role).directory.fd,
  session: place.session,
  ...(role === 'log' ? { stdin: logpipeFor(place, 'read') } : {}),
  ...(role === 'main' && place.log ? { stdout: logpipeFor(place, 'write') } : {}),
});

const reportFailure = (place: Place, input: ProgramInput, code: string, report: Report): void =>
  isRefusal(code)
    ? report({ program: 'runsv', subject: place.label, level: 'warning', message: 'unable to fork, sleeping', code })
    : report({
        program: 'runsv',
        subject: place.label,
        level: 'fatal',
        message: `unable to start ${input.role === 'log' ? 'log/' : ''}./${input.file}`,
        code,
      });

/** What a hosted logger has left is not in the log yet. */
const UNDRAINED = { message: 'unable to log what is in log/supervise/spool', code: undefined };

/** One run of `./run` or `./finish`, however it comes to be. */
class Program {
  readonly #input: ProgramInput;
  readonly #place: Place;
  readonly #supplies: Supplies;
  readonly #tell: (fact: ProgramFact) => void;
  #pid = 0;
  /** What has its signals another way than by its pid. */
  #other: Hosted | Foreign | undefined;

  constructor(input: ProgramInput, supplies: Supplies, tell: (fact: ProgramFact) => void) {
    this.#input = input;
    this.#place = supplies.places.get(input.place)!;
    this.#supplies = supplies;
    this.#tell = tell;
  }

  begin(): void {
    try {
      this.#begin();
    } catch (error) {
      if (!(error instanceof SuperviseError)) throw error;
      if (mayPass(error.code)) this.#rest(error);
      else this.#fail(error);
    }
  }

  #begin(): void {
    const { system } = this.#supplies;
    const { adopt, file } = this.#input;
    if (adopt !== 0) this.#adopt(adopt);
    else if (file === 'finish' && !hasFinish(this.#place.main.role.directory))
      this.#tell({ type: 'program.absent', at: system.now() });
    else if (!this.#isHosted()) this.#start();
  }

  #adopt(pid: number): void {
    const { system } = this.#supplies;
    this.#pid = pid;
    if (pid === process.pid) this.#hostAgain();
    else if (!system.processes.watch(pid, this.#exited)) this.#other = watchForeign(system, pid, this.#exited);
  }

  /** It ran inside the program that became this one; what it had not logged yet is in its spool. */
  #hostAgain(): void {
    this.#other = this.#supplies.hosting?.host(this.#place, this.#exited);
    if (this.#other && this.#input.held) this.#other.signal('SIGSTOP');
    // Its script is another one now, and is started as that.
    if (!this.#other) setImmediate(() => this.#exited(CANNOT_EXECUTE));
  }

  /** Whether it runs inside this program, or starts as a process when what such a one has left is done with. */
  #isHosted(): boolean {
    const { hosting } = this.#supplies;
    if (this.#input.role === 'main' || !hosting) return false;
    this.#other = hosting.host(this.#place, this.#exited);
    if (this.#other) this.#started(process.pid);
    else this.#other = hosting.drain(this.#place, (isDone) => (isDone ? this.#start() : this.#rest(UNDRAINED)));
    return this.#other !== undefined;
  }

  #start(): void {
    this.#other = undefined;
    const failure = halfOf(this.#place, this.#input.role).announceChild(this.#input.file);
    // Not announced, the next runsv would not know of the process, and start a second one.
    if (failure && mayPass(failure.code)) this.#rest(failure);
    else this.#spawn();
  }

  /** It cannot be started. */
  #fail({ message, code }: SuperviseError): void {
    const { report, system } = this.#supplies;
    report({ program: 'runsv', subject: this.#place.label, level: 'fatal', message, code });
    this.#tell({ type: 'program.failed', at: system.now(), ...this.#lacking() });
  }

  /** Nothing is started just now, which is told. */
  #rest({ message, code }: Pick<SuperviseError, 'message' | 'code'>): void {
    const { report, system } = this.#supplies;
    report({ program: 'runsv', subject: this.#place.label, level: 'warning', message: `${message}, sleeping`, code });
    this.#other = undefined;
    this.#tell({ type: 'program.refused', at: system.now() });
  }

  #spawn(): void {
    const { system, report } = this.#supplies;
    system.processes.start(specOf(this.#place, this.#input), {
      started: (pid, startTime) => {
        // At once: until it is written, the process has to be searched for.
        writeChildRecord(roleOf(this.#place, this.#input.role), pid, this.#input.file, { startTime });
        this.#started(pid);
      },
      corrected: () => halfOf(this.#place, this.#input.role).noteChildAnew(),
      failed: (code) => {
        reportFailure(this.#place, this.#input, code, report);
        const at = system.now();
        this.#tell(
          isRefusal(code) ? { type: 'program.refused', at } : { type: 'program.failed', at, ...this.#lacking() },
        );
      },
      exited: this.#exited,
    });
  }

  #started(pid: number): void {
    this.#pid = pid;
    this.#tell({ type: 'program.started', pid, at: this.#supplies.system.now() });
  }

  readonly #exited = (status: ExitStatus): void => {
    if (this.#input.role === 'log' && !this.#other) this.#supplies.hosting?.left(this.#place);
    this.#pid = 0;
    this.#tell({ type: 'program.exited', status, at: this.#supplies.system.now(), ...this.#lacking() });
  };

  /** What need not be started, nor asked, because it is not there; as runit looks: when the end is heard of. */
  #lacking(): Lacking {
    const { role, file } = this.#input;
    if (role === 'log') return {};
    const { directory } = this.#place.main.role;
    return {
      ...(file === 'run' && !hasFinish(directory) && { finishless: true }),
      ...(directory.lacks('control') && { unscripted: true }),
    };
  }

  signal(signal: ServiceSignal): void {
    if (this.#other) this.#other.signal(signal);
    else if (this.#pid !== 0) this.#supplies.system.processes.signal(this.#pid, signal);
  }

  leave(): void {
    this.#other?.leave();
  }
}

/** Adapter of the `program` port: `./run` and `./finish` as processes of the service directory, or hosted ones. */
export const createProgram = (supplies: Supplies): CallbackActorLogic<ProgramOrder, ProgramInput> =>
  fromCallback<ProgramOrder, ProgramInput>(({ input, sendBack, receive }) => {
    const program = new Program(input, supplies, (fact) => sendBack(fact));
    receive(({ signal }) => program.signal(signal));
    program.begin();
    return () => program.leave();
  });
