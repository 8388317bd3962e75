import { closeSync, constants, readFileSync, statSync } from 'node:fs';
import type { Socket } from 'node:net';
import { type CallbackActorLogic, fromCallback } from 'xstate';
import type { Adoptable, Role, SuperviseFact, SuperviseInput, SuperviseOrder } from '../machines/ports.ts';
import { decodeStatus, type StatusRecord } from '../machines/rules/status-record.ts';
import { readLiveChild, writeChildRecord } from './child-record.ts';
import { readControl } from './control-fifo.ts';
import { LOCK_BUSY, openFifo, openSupervise, SuperviseError, step } from './lock-and-fifos.ts';
import { holdLogpipe, releaseLogpipe } from './logpipe.ts';
import { type Directory, type OpenRole, openDirectory, type Place, roleOf } from './place.ts';
import type { Supplies } from './program.ts';
import { writeStatus } from './status-files.ts';
import { codeOf, type System } from './system.ts';

const exists = (path: string): boolean => {
  try {
    statSync(path);
    return true;
  } catch {
    return false;
  }
};

/** The log directory, where there is one. What has its name but is no directory is warned about and left alone. */
const openLogDirectory = (main: Directory, warn: (message: string, code?: string) => void): Directory | undefined => {
  try {
    if (!statSync(`${main.base}/log`).isDirectory()) return void warn('./log: not a directory.');
  } catch (error) {
    const code = codeOf(error);
    // The colon is runit's.
    return void (code === 'ENOENT' || warn('unable to stat() ./log: ', code));
  }
  return step('unable to change directory to ./log', () => openDirectory(`${main.base}/log`));
};

/** What the last runsv left running, if it is certain to be the same process. */
const findAdoptable = (role: OpenRole, system: System): Adoptable | undefined => {
  const child = readLiveChild(role);
  if (!child) return undefined;
  const status = decodeStatus(readFileSync(`${role.supervise.base}/status`));
  const now = system.now();
  const known = status?.pid === child.pid && status.state !== undefined && status.state !== 'down';
  const since = known ? status.since : now.wall;
  return {
    file: known && status.state === 'finish' ? 'finish' : 'run',
    pid: child.pid,
    since: { wall: since, elapsed: now.elapsed - (now.wall - since) / 1000 },
    want: known && status.want !== 'u' ? 'down' : 'up',
    paused: known && status.paused,
    gotTerm: known && status.gotTerm,
  };
};

/** One opening of a service directory: what is to be closed with it. */
class Supervision {
  place: Place | undefined;
  readonly #sockets: Socket[] = [];
  readonly #descriptors: number[] = [];
  readonly #pids: Record<Role, number> = { main: -1, log: -1 };
  readonly #input: SuperviseInput;
  readonly #supplies: Supplies;
  readonly #tell: (fact: SuperviseFact) => void;

  constructor(input: SuperviseInput, supplies: Supplies, tell: (fact: SuperviseFact) => void) {
    this.#input = input;
    this.#supplies = supplies;
    this.#tell = tell;
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
      if (!(error instanceof SuperviseError)) throw error;
      if (error.code === LOCK_BUSY && error.message === 'unable to lock log/supervise/lock')
        this.#tell({ type: 'supervise.busy' });
      else {
        this.#report('fatal', error.message, error.code);
        this.#tell({ type: 'supervise.failed' });
      }
    }
  }

  #open(): void {
    const { system, places } = this.#supplies;
    const directory = step('unable to change to directory', () => openDirectory(this.#input.directory));
    this.#descriptors.push(directory.fd);
    const mainDown = exists(`${directory.base}/down`);
    const logDirectory = openLogDirectory(directory, (message, code) => this.#report('warning', message, code));
    if (logDirectory) this.#descriptors.push(logDirectory.fd);
    const logDown = logDirectory !== undefined && exists(`${logDirectory.base}/down`);
    const main = openSupervise(directory, 'supervise/', this.#descriptors, system);
    const log = logDirectory && openSupervise(logDirectory, 'log/supervise/', this.#descriptors, system);
    const { label, session, place } = this.#input;
    this.place = { label, session, main, log, logpipe: undefined };
    if (log) holdLogpipe(this.place, system);
    places.set(place, this.place);
    this.#readControl('main', main);
    if (log) this.#readControl('log', log);
    this.#tell({
      type: 'supervise.opened',
      main: { down: mainDown, adoptable: findAdoptable(main, system) },
      log: log && { down: logDown, adoptable: findAdoptable(log, system) },
      at: system.now(),
    });
  }

  #readControl(role: Role, open: OpenRole): void {
    const fd = openFifo(open, 'control', constants.O_RDWR, 'open', this.#supplies.system);
    // The socket owns its descriptor.
    open.descriptors.pop();
    this.#sockets.push(
      readControl(
        fd,
        (order) => this.#tell({ type: 'supervise.control', role, order }),
        (cause) => this.#tell({ type: 'supervise.faulted', cause }),
      ),
    );
  }

  /** Makes and opens `ok`: from here on clients see that a runsv is alive. */
  announce(): void {
    const { main, log } = this.place!;
    try {
      for (const role of [main, log]) if (role) openFifo(role, 'ok', constants.O_RDONLY, 'read', this.#supplies.system);
    } catch (error) {
      if (!(error instanceof SuperviseError)) throw error;
      this.#report('fatal', error.message, error.code);
      this.#tell({ type: 'supervise.failed' });
      return;
    }
    this.#tell({ type: 'supervise.announced' });
  }

  write(role: Role, record: StatusRecord): void {
    const open = roleOf(this.place!, role);
    const changed = this.#pids[role] !== record.pid;
    if (changed) writeChildRecord(open, record.pid);
    const failure = writeStatus(open, record, changed);
    if (failure) this.#report('warning', failure.message, failure.code);
    else this.#pids[role] = record.pid;
  }

  close(): void {
    for (const socket of this.#sockets.splice(0)) socket.destroy();
    for (const fd of this.#descriptors.splice(0)) closeSync(fd);
    if (!this.place) return;
    releaseLogpipe(this.place);
    // A successor may have the name already.
    if (this.#supplies.places.get(this.#input.place) === this.place) this.#supplies.places.delete(this.#input.place);
    this.place = undefined;
  }

  hold(): void {
    holdLogpipe(this.place!, this.#supplies.system);
  }
}

/** Adapter of the `supervise` port: one service directory, opened, locked, heard and written to as runsv does. */
export const createSupervise = (supplies: Supplies): CallbackActorLogic<SuperviseOrder, SuperviseInput> =>
  fromCallback<SuperviseOrder, SuperviseInput>(({ input, sendBack, receive }) => {
    const supervision = new Supervision(input, supplies, sendBack);
    const obey = (order: SuperviseOrder): void => {
      if (order.type === 'status.write') supervision.write(order.role, order.record);
      else if (order.type === 'supervise.open') supervision.open();
      else if (order.type === 'supervise.announce') supervision.announce();
      else if (order.type === 'logpipe.close') releaseLogpipe(supervision.place!);
      else supervision.hold();
    };
    receive((order) => {
      try {
        obey(order);
      } catch (cause) {
        sendBack({ type: 'supervise.faulted', cause } satisfies SuperviseFact);
      }
    });
    return () => supervision.close();
  });
