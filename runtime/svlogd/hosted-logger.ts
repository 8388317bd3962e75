import { closeSync } from 'node:fs';
import { constants } from 'node:os';
import { type Actor, type AnyActor, createActor, type InspectionEvent } from 'xstate';
import type { AlertStream } from '../../adapters/alert-stream.ts';
import type { Hosted } from '../../adapters/hosted.ts';
import { createAlerts } from '../../adapters/log-alerts.ts';
import type { Buffers } from '../../adapters/log-buffers.ts';
import { Brake, createFeed, type FeedSupplies } from '../../adapters/log-feed.ts';
import { Ledger } from '../../adapters/log-ledger.ts';
import type { LogPlace, LogSupplies } from '../../adapters/log-place.ts';
import { Pump } from '../../adapters/log-pump.ts';
import { Spool } from '../../adapters/log-spool.ts';
import type { Processes } from '../../adapters/processes.ts';
import { codeOf, type Diagnostic, type Pipes, type Report, type System } from '../../adapters/system.ts';
import type { Turns } from '../../adapters/turns.ts';
import { CANNOT_EXECUTE, type ExitStatus } from '../../machines/rules/exit-status.ts';
import { effectOf } from '../../machines/rules/svlog/hosted-signal.ts';
import type { SvlogdOptions } from '../../machines/rules/svlog/options.ts';
import type { svlogdMachine } from '../../machines/svlogd.ts';
import { createSvlogdLogic, HEARD, HOPELESS, ORDERS } from './logic.ts';

/** What a hosted logger is made of. */
export type LoggerSupplies = {
  readonly options: SvlogdOptions;
  readonly system: System;
  readonly pipes: Pipes;
  readonly report: Report;
  readonly alert: AlertStream;
  readonly turns: Turns;
  readonly buffers: Buffers;
  readonly batches: FeedSupplies['batches'];
  readonly keeper?: FeedSupplies['keeper'];
  /** Opens the log pipe's reading end, which the logger closes. */
  readonly openFifo: () => number;
  /** Prefix of paths in the directory that its `run` is in. */
  readonly root: string;
  /** Path of a file in its `supervise`. */
  readonly pathOf: (name: string) => string;
  /** `isSettled`: a successor finds nothing that it would have to take. */
  readonly exited: (status: ExitStatus, isSettled: boolean) => void;
  /** Makes what observes the logger's actors, where somebody does. */
  readonly observe?: ObserveLogger | undefined;
};

/** Makes an observer of a logger's actors. @param written what it has written, counted on. */
export type ObserveLogger = (written: Pump['written']) => (seen: InspectionEvent) => void;

/** The file in `supervise` that bytes pass on their way to the log. */
export const SPOOL = 'spool';

/** The same processes; `heard` is told of each end, as a process is by SIGCHLD. */
const hearing = (processes: Processes, heard: () => void): Processes => ({
  ...processes,
  start: (spec, events) =>
    processes.start(spec, {
      ...events,
      exited(status) {
        heard();
        events.exited(status);
      },
    }),
});

const logSuppliesOf = (
  { options: { stamp, verbose }, system, report, alert, buffers, batches, root }: LoggerSupplies,
  ledger: Ledger,
  fault: (cause: unknown) => void,
  hearsChildren: () => boolean,
): LogSupplies => {
  const places = new Map<string, LogPlace>();
  const say = (diagnostic: Omit<Diagnostic, 'program'>): void => report({ program: 'svlogd', ...diagnostic });
  const idle = batches.take();
  batches.give(idle);
  const pump = new Pump(idle, () => system.now().wall, createAlerts(places, stamp, alert));
  pump.next = ledger.start;
  const onChild = (): void => {
    if (verbose && hearsChildren()) say({ level: 'info', message: HEARD.SIGCHLD, subject: undefined });
  };
  return {
    system: { ...system, processes: hearing(system.processes, onChild) },
    pump,
    buffers,
    root,
    ledger,
    stamp,
    verbose,
    places,
    busy: new Map(),
    ending: { isOrderly: false },
    say,
    fault,
  };
};

/** What each logger is made of, by its actor system. */
const made = new WeakMap<AnyActor['system'], FeedSupplies>();

/** One for all loggers. */
const logic = createSvlogdLogic(
  (system) => made.get(system)!.logs,
  createFeed((system) => made.get(system)!),
);

/** A svlogd that runs inside this program, from its start to its exit: an actor where there would be a process. */
export class HostedLogger implements Hosted {
  readonly #exited: LoggerSupplies['exited'];
  readonly #logs: LogSupplies;
  readonly #spool: Spool;
  readonly #ledger: Ledger;
  readonly #brake = new Brake();
  readonly #actor: Actor<typeof svlogdMachine>;
  /** Signals that wait for SIGCONT. */
  readonly #waiting = new Set<keyof typeof ORDERS>();
  #isOver = false;
  /** Nobody is to hear of its end. */
  #hasLeft = false;

  /** Starts it. Throws what opening the spool or the pipe throws, and then has nothing open. */
  static start(supplies: LoggerSupplies): HostedLogger {
    const fifo = supplies.openFifo();
    let spool: Spool | undefined;
    try {
      spool = new Spool(supplies.pathOf(SPOOL));
      return new HostedLogger(supplies, fifo, spool);
    } catch (error) {
      closeSync(fifo);
      spool?.close();
      throw error;
    }
  }

  private constructor(supplies: LoggerSupplies, fifo: number, spool: Spool) {
    this.#exited = supplies.exited;
    this.#spool = spool;
    this.#ledger = new Ledger(spool, supplies.pathOf);
    const fault = (cause: unknown): void => this.#fail(cause);
    const isHearing = (): boolean => !this.#actor.getSnapshot().matches('draining');
    this.#logs = logSuppliesOf(supplies, this.#ledger, fault, isHearing);
    const { pipes, keeper, turns, batches } = supplies;
    const own = { logs: this.#logs, fifo, spool, ledger: this.#ledger, brake: this.#brake, fault };
    const directories = supplies.options.directories.map((directory, index) => ({ place: String(index), directory }));
    const inspect = supplies.observe?.(this.#logs.pump.written);
    this.#actor = createActor(logic, {
      id: 'svlogd',
      input: { directories },
      ...(inspect ? { inspect } : {}),
    });
    made.set(this.#actor.system, { pipes, keeper, turns, batches, ...own });
    this.#actor.subscribe({
      complete: () => this.#complete(this.#actor.getSnapshot().output?.exitCode ?? CANNOT_EXECUTE.code!),
      error: (cause) => this.#fail(cause),
    });
    this.#actor.start();
  }

  signal(signal: NodeJS.Signals): void {
    if (this.#isOver) return;
    const effect = effectOf(signal);
    if (effect === 'stop') this.#brake.set(true);
    else if (effect === 'continue') this.#continue();
    else if (effect === 'death') this.#die({ code: null, signal: constants.signals[signal], core: false });
    else if (effect === 'order') this.#order(signal as keyof typeof ORDERS);
  }

  #continue(): void {
    this.#brake.set(false);
    const signals = [...this.#waiting];
    this.#waiting.clear();
    for (const signal of signals) this.#order(signal);
  }

  #order(signal: keyof typeof ORDERS): void {
    if (this.#brake.isOn) return void this.#waiting.add(signal);
    if (this.#logs.verbose) this.#logs.say({ level: 'info', message: HEARD[signal], subject: undefined });
    this.#actor.send(ORDERS[signal]);
  }

  #complete(exitCode: number): void {
    if (this.#isOver) return;
    const isSettled = exitCode === 0 && this.#ledger.isSettled;
    if (exitCode !== 0) this.#logs.say(HOPELESS);
    if (isSettled) this.#discard();
    this.#end({ code: exitCode, signal: null, core: false }, isSettled);
  }

  /** There is nothing in the spool that a successor would need. */
  #discard(): void {
    try {
      this.#spool.remove();
    } catch (error) {
      this.#logs.say({ level: 'warning', message: 'unable to unlink', subject: SPOOL, code: codeOf(error) });
    }
  }

  /** An exception ends this logger as a crash would end the process; its successor loses nothing. */
  #fail(cause: unknown): void {
    if (this.#isOver) return;
    this.#logs.say({ level: 'fatal', message: 'fault', subject: undefined, cause });
    this.#die(CANNOT_EXECUTE);
  }

  #die(status: ExitStatus): void {
    this.#isOver = true;
    this.#stop();
    this.#end(status);
  }

  /** Stops in the midst of whatever is being done: a batch that some directories have is not taken. */
  #stop(): void {
    this.#logs.pump.stop();
    this.#actor.stop();
  }

  #end(status: ExitStatus, isSettled = false): void {
    this.#isOver = true;
    this.#spool.close();
    // Never within the call that started it: nobody has heard of the start yet.
    setImmediate(() => {
      if (!this.#hasLeft) this.#exited(status, isSettled);
    });
  }

  leave(): void {
    this.#hasLeft = true;
    if (this.#isOver) return;
    this.#isOver = true;
    this.#logs.ending.isOrderly = true;
    this.#stop();
    this.#spool.close();
  }
}
