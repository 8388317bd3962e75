import { closeSync, fstatSync, statSync } from 'node:fs';
import { type CallbackActorLogic, fromCallback } from 'xstate';
import type { OpenedRole, Role, SuperviseFact, SuperviseInput, SuperviseOrder } from '../machines/ports.ts';
import { serviceKey } from '../machines/rules/reconcile.ts';
import type { StatusRecord } from '../machines/rules/status-record.ts';
import { type Directory, type Held, heldDirectory, openDirectory } from './directory.ts';
import { Half } from './half.ts';
import type { Handed, HeldRole } from './handed.ts';
import { findLeft } from './last-runsv.ts';
import { LockError, SuperviseError, step } from './lock-and-fifos.ts';
import { holdLogpipe, releaseLogpipe } from './logpipe.ts';
import type { Place } from './place.ts';
import type { Supplies } from './program.ts';
import { Rounds } from './rounds.ts';
import type { WriteFailure } from './status-files.ts';
import { codeOf, isPassing } from './system.ts';

/** The log directory, where there is one. What has its name but is no directory is warned about and left alone. */
const openLogDirectory = (main: Directory, warn: (message: string, code?: string) => void): Held | undefined => {
  if (main.lacks('log')) return undefined;
  try {
    if (!statSync(`${main.base}/log`).isDirectory()) return void warn('./log: not a directory.');
  } catch (error) {
    const code = codeOf(error);
    // The colon is runit's.
    return void (code === 'ENOENT' || warn('unable to stat() ./log: ', code));
  }
  return step('unable to change directory to ./log', () => openDirectory(`${main.base}/log`));
};

/** What the last runsv left cannot be looked at just now. */
class UnsureError extends SuperviseError {
  constructor(cause: unknown) {
    super('unable to look for the process of the last runsv, waiting', codeOf(cause));
  }
}

/** Descriptors kept free for status files and restarts of the services that run already. */
const RESERVE = 64;

/** One opening of a service directory: what is to be closed with it. */
class Supervision {
  #place: Place | undefined;
  #main: Half | undefined;
  #log: Half | undefined;
  /** The directories themselves; what is under `supervise` belongs to the halves. */
  readonly #directories: Held[] = [];
  readonly #input: SuperviseInput;
  readonly #supplies: Supplies;
  readonly #tell: (fact: SuperviseFact) => void;
  readonly #touched: () => void;

  /** @param touched told when {@link renew} is due although nothing was written. */
  constructor(input: SuperviseInput, supplies: Supplies, tell: (fact: SuperviseFact) => void, touched: () => void) {
    this.#input = input;
    this.#supplies = supplies;
    this.#tell = tell;
    this.#touched = touched;
  }

  #report(level: 'warning' | 'fatal', message: string, code?: string): void {
    this.#supplies.report({ program: 'runsv', subject: this.#input.label, level, message, code });
  }

  /** Opens everything but `ok`, in runit's order. */
  open(): void {
    try {
      this.#open();
    } catch (error) {
      this.close();
      // A log directory may be shared by several services: whose turn it is changes.
      if (error instanceof LockError && error.isHeld && error.prefix === 'log/supervise/')
        this.#tell({ type: 'supervise.busy' });
      else if (error instanceof UnsureError) this.#wait(error);
      else this.#fail(error);
    }
  }

  #wait({ message, code }: UnsureError): void {
    this.#report('warning', message, code);
    this.#tell({ type: 'supervise.unsure' });
  }

  /** @param down there is a file of that name. */
  #find({ role, isNew }: Half, down: boolean): OpenedRole {
    if (isNew) return { down, adoptable: undefined };
    try {
      return findLeft(role, down, this.#supplies.system);
    } catch (error) {
      throw isPassing(error) ? new UnsureError(error) : error;
    }
  }

  #fail(error: unknown): void {
    if (!(error instanceof SuperviseError)) throw error;
    this.#report('fatal', error.message, error.code);
    this.#tell({ type: 'supervise.failed' });
  }

  /** Whether it is the directory that the scan saw: it may have been replaced since. */
  #isMeant({ fd }: Directory): boolean {
    const { key } = this.#input;
    return key === undefined || key === serviceKey(fstatSync(fd, { bigint: true }));
  }

  #take(held: Held): Directory {
    this.#directories.push(held);
    return this.#supplies.system.directory(held);
  }

  #openDirectory(): Directory {
    const message = 'unable to change to directory';
    const directory = this.#take(step(message, () => openDirectory(this.#input.directory)));
    if (!this.#isMeant(directory)) throw new SuperviseError(message, 'ENOENT');
    if (directory.fd >= this.#supplies.system.descriptorLimit - RESERVE) throw new SuperviseError(message, 'EMFILE');
    return directory;
  }

  #open(): void {
    const handed = this.#supplies.handed?.(this.#input.place);
    if (handed) this.#goOn(handed);
    else this.#openAnew();
  }

  #heldHalf(kind: Role, held: HeldRole): Half {
    const directory = this.#take(heldDirectory(held.directory));
    const half = new Half(kind, directory, this.#supplies.system, this.#tell, this.#touched, held);
    half.open();
    return half;
  }

  /** Everything is open, and as the program before this one has left it. */
  #goOn({ held, runsv: { main, log, final } }: Handed): void {
    const { system, places } = this.#supplies;
    this.#main = this.#heldHalf('main', held.main);
    this.#log = held.log && this.#heldHalf('log', held.log);
    const { label, session, place } = this.#input;
    this.#place = { label, session, main: this.#main, log: this.#log, logpipe: held.logpipe };
    places.set(place, this.#place);
    if (log && log.want !== 'up' && !log.program) this.#supplies.hosting?.rest(this.#place);
    this.#main.listen();
    this.#log?.listen();
    const nothing = { down: false, adoptable: undefined };
    this.#tell({
      type: 'supervise.opened',
      main: { ...nothing, kept: main },
      log: log && { ...nothing, kept: log },
      final,
      at: system.now(),
    });
  }

  #openAnew(): void {
    const { system, places } = this.#supplies;
    const directory = this.#openDirectory();
    const mainDown = directory.has('down');
    const logHeld = openLogDirectory(directory, (message, code) => this.#report('warning', message, code));
    const logDirectory = logHeld && this.#take(logHeld);
    const logDown = logDirectory?.has('down') ?? false;
    this.#main = new Half('main', directory, system, this.#tell, this.#touched);
    this.#log = logDirectory && new Half('log', logDirectory, system, this.#tell, this.#touched);
    this.#main.open();
    this.#log?.open();
    const { label, session, place } = this.#input;
    this.#place = { label, session, main: this.#main, log: this.#log, logpipe: undefined };
    if (this.#log) holdLogpipe(this.#place);
    places.set(place, this.#place);
    const main = this.#find(this.#main, mainDown);
    const log = this.#log && this.#find(this.#log, logDown);
    if (log?.down && !log.adoptable) this.#supplies.hosting?.rest(this.#place);
    this.#main.listen();
    this.#log?.listen();
    this.#tell({
      type: 'supervise.opened',
      main,
      log,
      at: system.now(),
    });
  }

  /** Makes and opens `ok`: from here on clients see that a runsv is alive. */
  announce(): void {
    try {
      this.#main?.announce();
      this.#log?.announce();
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#tell({ type: 'supervise.announced' });
  }

  write(role: Role, record: StatusRecord, once: boolean): void {
    const half = (role === 'main' ? this.#main : this.#log)!;
    this.#warn(half.write(record, once));
  }

  /** Whether {@link renew} may have something to do. */
  get isToBeRenewed(): boolean {
    return (this.#main?.isToBeRenewed || this.#log?.isToBeRenewed) ?? false;
  }

  /** Sees to it that the status files are there, and true; see {@link Half.renew}. */
  renew(): void {
    this.#warn(this.#main?.renew());
    this.#warn(this.#log?.renew());
  }

  #warn(failure: WriteFailure | undefined): void {
    if (failure) this.#report('warning', failure.message, failure.code);
  }

  exitInTurn(): void {
    this.#main!.obeyInTurn({ type: 'control.exit', by: 'supervisor' });
  }

  releaseLogpipe(): void {
    releaseLogpipe(this.#place!);
  }

  /** Refused, it is told; whoever starts a program takes hold of it before. */
  holdLogpipe(): void {
    try {
      holdLogpipe(this.#place!);
    } catch (error) {
      if (!(error instanceof SuperviseError)) throw error;
      this.#report('warning', error.message, error.code);
    }
  }

  close(): void {
    this.#main?.close();
    this.#log?.close();
    for (const { fd } of this.#directories.splice(0)) closeSync(fd);
    if (!this.#place) return;
    releaseLogpipe(this.#place);
    const { places } = this.#supplies;
    // A successor may have the name already.
    if (places.get(this.#input.place) === this.#place) places.delete(this.#input.place);
    this.#place = undefined;
  }
}

/** Adapter of the `supervise` port: one service directory, opened, locked, heard and written to as runsv does. */
export const createSupervise = (supplies: Supplies): CallbackActorLogic<SuperviseOrder, SuperviseInput> => {
  const rounds = new Rounds(supplies.turns);
  return fromCallback<SuperviseOrder, SuperviseInput>(({ input, sendBack, receive }) => {
    const attend = (): void => (supervision.isToBeRenewed ? rounds.join(renew) : rounds.leave(renew));
    const supervision = new Supervision(input, supplies, sendBack, attend);
    const obey = (order: Exclude<SuperviseOrder, { type: 'supervise.open' }>): void => {
      if (order.type === 'status.write') supervision.write(order.role, order.record, order.once);
      else if (order.type === 'supervise.announce') supervision.announce();
      else if (order.type === 'supervise.exit') supervision.exitInTurn();
      else if (order.type === 'logpipe.close') supervision.releaseLogpipe();
      else supervision.holdLogpipe();
    };
    let closed = false;
    const attempt = (act: () => void): void => {
      try {
        if (!closed) act();
      } catch (cause) {
        sendBack({ type: 'supervise.faulted', cause } satisfies SuperviseFact);
      }
      if (!closed) attend();
    };
    receive((order) => {
      // Opening starts the service, too: a thousand of them at once would leave everybody unheard for seconds.
      if (order.type === 'supervise.open') supplies.turns(() => attempt(() => supervision.open()));
      else attempt(() => obey(order));
    });
    const renew = (): void => attempt(() => supervision.renew());
    return () => {
      closed = true;
      rounds.leave(renew);
      supervision.close();
    };
  });
};
