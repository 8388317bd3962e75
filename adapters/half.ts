import type { Role, SuperviseFact } from '../machines/ports.ts';
import { type ControlEvent, staysAs } from '../machines/rules/control-letter.ts';
import type { StatusRecord } from '../machines/rules/status-record.ts';
import { announceChild, noteDown, type ProgramFile, reserveRecord, writeChildRecord } from './child-record.ts';
import type { Hearing } from './control-fifo.ts';
import type { Directory } from './directory.ts';
import type { HeldRole } from './handed.ts';
import { SuperviseError } from './lock-and-fifos.ts';
import type { OpenRole, RoleHolder } from './place.ts';
import { type WriteFailure, writeStatus } from './status-files.ts';
import { SuperviseDirectory } from './supervise-directory.ts';
import type { System } from './system.ts';

/** What the files are to say. */
type Wanted = { readonly record: StatusRecord; readonly once: boolean };

/** What stands for any call in a directory that is no more. */
const REMOVED: WriteFailure = { message: 'removed', code: 'ENOENT' };

/** The order as it stands: with its script, where there can be one. A logger has none. */
const scripted = (order: ControlEvent, kind: Role, directory: Directory): ControlEvent =>
  kind === 'main' && directory.lacks('control') ? { ...order, unscripted: true } : order;

/** One half of a runsv, its own or its logger's: a `supervise` directory, made again where somebody removes it. */
export class Half implements RoleHolder {
  readonly #make: () => SuperviseDirectory;
  readonly #touched: () => void;
  readonly #bootTicks: System['bootTicks'];
  readonly #hearing: Hearing;
  #supervise: SuperviseDirectory;
  /** What the pid file says; -1: nothing of ours yet. */
  #pid = -1;
  /** The record of the child is there, where there is one. */
  #isNoted = false;
  /** Whether it says that the child is wanted down by an `o`. */
  #once = false;
  /** Whether it says that the service is down and stays so. */
  #staysDown = false;
  #wanted: Wanted | undefined;
  /** What is to come after the letters that have been written. */
  #last: ControlEvent | undefined;
  /** The files say what they are to say. */
  #isTrue = true;
  #isNew = false;

  /**
   * @param touched told when {@link renew} is due although nothing was written.
   * @param handed what is open already.
   */
  constructor(
    kind: Role,
    directory: Directory,
    system: System,
    tell: (fact: SuperviseFact) => void,
    touched: () => void,
    handed?: HeldRole,
  ) {
    this.#touched = touched;
    this.#bootTicks = system.bootTicks;
    this.#make = () => new SuperviseDirectory(directory, kind, system, undefined, touched);
    this.#hearing = {
      obey: (order) =>
        tell({
          type: 'supervise.control',
          role: kind,
          order: scripted(order, kind, directory),
          // Signals are not to wait for the clock.
          ...(staysAs(order) && { at: system.now() }),
        }),
      fault: (cause) => tell({ type: 'supervise.faulted', cause }),
    };
    this.#supervise = new SuperviseDirectory(directory, kind, system, handed, touched);
  }

  get role(): OpenRole {
    return this.#supervise.role;
  }

  /** Whether no runsv was here before that would have left a process. */
  get isNew(): boolean {
    return this.#isNew;
  }

  get held(): HeldRole {
    return this.#supervise.held;
  }

  open(): void {
    this.#supervise.open();
    this.#isNew = reserveRecord(this.role);
  }

  listen(): void {
    this.#supervise.listen(this.#hearing);
  }

  announce(): void {
    this.#supervise.announce();
  }

  /** Has an order come as if it had been written now: after all letters that have been. */
  obeyInTurn(order: ControlEvent): void {
    this.#last = order;
    this.#hearOut();
  }

  #hearOut(): void {
    this.#supervise.hearOut(() => {
      const order = this.#last;
      this.#last = undefined;
      if (order) this.#hearing.obey(order);
    });
  }

  /** Writes the status files. What could not be written is written by {@link renew}. */
  write(record: StatusRecord, once: boolean): WriteFailure | undefined {
    this.#wanted = { record, once };
    return this.#update(this.#wanted);
  }

  /** Whether {@link renew} may have something to do. */
  get isToBeRenewed(): boolean {
    return !this.#isTrue || this.#supervise.isToBeLookedAt;
  }

  /**
   * Sees to it that the files are there, and true: they may have been refused, or somebody has removed them.
   *
   * @returns what keeps them from it, the first time.
   */
  renew(): WriteFailure | undefined {
    if (!this.#wanted || (this.#isTrue && !this.#supervise.hasVanished)) return undefined;
    const isNew = this.#isTrue;
    const failure = this.#update(this.#wanted);
    return isNew ? failure : undefined;
  }

  announceChild(file: ProgramFile): WriteFailure | undefined {
    return this.#within(() => announceChild(this.role, file, file === 'run' && this.#staysDown, this.#bootTicks()));
  }

  noteChildAnew(): void {
    this.#isNoted = false;
    if (this.#wanted) this.#update(this.#wanted);
  }

  #update(wanted: Wanted): WriteFailure | undefined {
    const failure = this.#within(() => this.#write(wanted));
    this.#isTrue = failure === undefined;
    return failure;
  }

  /** Does something in `supervise`; where somebody has removed it from under us, it is made again first. */
  #within(act: () => WriteFailure | undefined): WriteFailure | undefined {
    const failure = this.#supervise.isRemoved ? REMOVED : act();
    return failure?.code === 'ENOENT' ? (this.#remake() ?? act()) : failure;
  }

  #write({ record, once }: Wanted): WriteFailure | undefined {
    const changed = this.#pid !== record.pid;
    const unnoted = this.#note(record, once);
    const failure = writeStatus(this.role, record, changed);
    if (!failure) this.#pid = record.pid;
    return failure ?? unnoted;
  }

  /**
   * Brings the record of the child up to date, before the status says what it goes with. It was written when the process
   * was started; a directory that was made again has lost it.
   */
  #note({ state, pid, want }: StatusRecord, once: boolean): WriteFailure | undefined {
    // What runs inside this program is nobody to be found again.
    const isChild = state !== 'down' && pid !== 0 && pid !== process.pid;
    const staysDown = state === 'down' && want === 'down';
    const failure = isChild ? this.#noteChild(pid, state, once) : this.#noteDown(state === 'down', staysDown);
    if (failure) return failure;
    this.#isNoted = true;
    this.#once = isChild && once;
    this.#staysDown = staysDown;
    return undefined;
  }

  #noteChild(pid: number, file: ProgramFile, once: boolean): WriteFailure | undefined {
    return this.#isNoted && this.#once === once ? undefined : writeChildRecord(this.role, pid, file, { once });
  }

  /** A process that was announced since has taken the place of what was noted. */
  #noteDown(isDown: boolean, stays: boolean): WriteFailure | undefined {
    return isDown && stays !== this.#staysDown ? noteDown(this.role, stays) : undefined;
  }

  /** A runsv without its files is deaf, and its lock keeps nobody out. Gives up where another one holds the new lock. */
  #remake(): WriteFailure | undefined {
    const next = this.#make();
    try {
      next.open();
      next.listen(this.#hearing);
      next.announce();
    } catch (error) {
      next.close();
      if (!(error instanceof SuperviseError)) throw error;
      return { message: error.message, code: error.code };
    }
    this.#supervise.close();
    this.#supervise = next;
    // The letters in the old one are lost, as under runit, but for those that are being obeyed just now; what was to come
    // after them all is not.
    if (this.#last) setImmediate(() => this.#hearOut());
    this.#pid = -1;
    this.#isNoted = false;
    this.#staysDown = false;
    // Nothing is in it yet. Who made it to announce a process may write no status for long.
    this.#isTrue = false;
    this.#touched();
    return undefined;
  }

  close(): void {
    this.#supervise.close();
  }
}
