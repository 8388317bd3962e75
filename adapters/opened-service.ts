import { closeSync, fstatSync, statSync } from 'node:fs';
import type { OpenedRole, Role, SuperviseFact, SuperviseInput } from '../machines/ports.ts';
import { serviceKey } from '../machines/rules/reconcile.ts';
import { type Directory, type Held, heldDirectory, openDirectory } from './directory.ts';
import { Half } from './half.ts';
import type { Handed, HeldRole } from './handed.ts';
import { findLeft } from './last-runsv.ts';
import { SuperviseError, step } from './lock-and-fifos.ts';
import { holdLogpipe, releaseLogpipe } from './logpipe.ts';
import type { Place } from './place.ts';
import type { Supplies } from './program.ts';
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
export class UnsureError extends SuperviseError {
  constructor(cause: unknown) {
    super('unable to look for the process of the last runsv, waiting', codeOf(cause));
  }
}

/** Descriptors kept free for status files and restarts of the services that run already. */
const RESERVE = 64;

type Opened = Extract<SuperviseFact, { type: 'supervise.opened' }>;

/** One opening of a service directory: its halves, and what is to be closed with it. */
export class OpenedService {
  place: Place | undefined;
  main: Half | undefined;
  log: Half | undefined;
  /** The directories themselves; what is under `supervise` belongs to the halves. */
  readonly #directories: Held[] = [];
  readonly #input: SuperviseInput;
  readonly #supplies: Supplies;
  readonly #tell: (fact: SuperviseFact) => void;
  readonly #touched: () => void;

  /**
   * @param tell told of letters, once they are heard.
   * @param touched see {@link Half}.
   */
  constructor(input: SuperviseInput, supplies: Supplies, tell: (fact: SuperviseFact) => void, touched: () => void) {
    this.#input = input;
    this.#supplies = supplies;
    this.#tell = tell;
    this.#touched = touched;
  }

  /**
   * Opens everything but `ok`, in runit's order, or takes what was handed over. Throws {@link SuperviseError}, and may have
   * something open then, which {@link close} closes.
   */
  open(): Opened {
    const handed = this.#supplies.handed?.(this.#input.place);
    return handed ? this.#goOn(handed) : this.#openAnew();
  }

  #warn(message: string, code?: string): void {
    this.#supplies.report({ program: 'runsv', subject: this.#input.label, level: 'warning', message, code });
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

  #heldHalf(kind: Role, held: HeldRole): Half {
    const directory = this.#take(heldDirectory(held.directory));
    const half = new Half(kind, directory, this.#supplies.system, this.#tell, this.#touched, held);
    half.open();
    return half;
  }

  /** Everything is open, and as the program before this one has left it. */
  #goOn({ held, runsv: { main, log, final } }: Handed): Opened {
    const { system, places } = this.#supplies;
    this.main = this.#heldHalf('main', held.main);
    this.log = held.log && this.#heldHalf('log', held.log);
    const { label, session, place } = this.#input;
    this.place = { label, session, main: this.main, log: this.log, logpipe: held.logpipe };
    places.set(place, this.place);
    if (log && log.want !== 'up' && !log.program) this.#supplies.hosting?.rest(this.place);
    this.main.listen();
    this.log?.listen();
    const nothing = { down: false, adoptable: undefined };
    return {
      type: 'supervise.opened',
      main: { ...nothing, kept: main },
      log: log && { ...nothing, kept: log },
      final,
      at: system.now(),
    };
  }

  #openAnew(): Opened {
    const { system, places } = this.#supplies;
    const directory = this.#openDirectory();
    const mainDown = directory.has('down');
    const logHeld = openLogDirectory(directory, (message, code) => this.#warn(message, code));
    const logDirectory = logHeld && this.#take(logHeld);
    const logDown = logDirectory?.has('down') ?? false;
    this.main = new Half('main', directory, system, this.#tell, this.#touched);
    this.log = logDirectory && new Half('log', logDirectory, system, this.#tell, this.#touched);
    this.main.open();
    this.log?.open();
    const { label, session, place } = this.#input;
    this.place = { label, session, main: this.main, log: this.log, logpipe: undefined };
    if (this.log) holdLogpipe(this.place);
    places.set(place, this.place);
    const main = this.#find(this.main, mainDown);
    const log = this.log && this.#find(this.log, logDown);
    if (log?.down && !log.adoptable) this.#supplies.hosting?.rest(this.place);
    this.main.listen();
    this.log?.listen();
    return { type: 'supervise.opened', main, log, at: system.now() };
  }

  close(): void {
    this.main?.close();
    this.log?.close();
    for (const { fd } of this.#directories.splice(0)) closeSync(fd);
    if (!this.place) return;
    releaseLogpipe(this.place);
    const { places } = this.#supplies;
    // A successor may have the name already.
    if (places.get(this.#input.place) === this.place) places.delete(this.#input.place);
    this.place = undefined;
  }
}
