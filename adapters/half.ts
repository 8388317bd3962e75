import type { Role, SuperviseFact } from '../machines/ports.ts';
import type { StatusRecord } from '../machines/rules/status-record.ts';
import { noteDown, writeChildRecord } from './child-record.ts';
import { SuperviseError } from './lock-and-fifos.ts';
import type { Directory, OpenRole } from './place.ts';
import { type WriteFailure, writeStatus } from './status-files.ts';
import { type Hearing, SuperviseDirectory } from './supervise-directory.ts';
import type { System } from './system.ts';

/** One half of a runsv, its own or its logger's: a `supervise` directory, made again where somebody removes it. */
export class Half {
  readonly #make: () => SuperviseDirectory;
  readonly #hearing: Hearing;
  #supervise: SuperviseDirectory;
  /** What the pid file says; -1: nothing of ours yet. */
  #pid = -1;
  /** Whether the record of the child says that it is wanted down by an `o`. */
  #once = false;
  /** Whether it says that the service is down and stays so. */
  #staysDown = false;

  constructor(kind: Role, directory: Directory, system: System, tell: (fact: SuperviseFact) => void) {
    this.#make = () => new SuperviseDirectory(directory, kind, system);
    this.#hearing = {
      obey: (order) => tell({ type: 'supervise.control', role: kind, order }),
      fault: (cause) => tell({ type: 'supervise.faulted', cause }),
    };
    this.#supervise = this.#make();
  }

  get role(): OpenRole {
    return this.#supervise.role;
  }

  open(): void {
    this.#supervise.open();
  }

  listen(): void {
    this.#supervise.listen(this.#hearing);
  }

  announce(): void {
    this.#supervise.announce();
  }

  /** Writes the status files; where somebody has removed `supervise` from under us, it is made again first. */
  write(record: StatusRecord, once: boolean): WriteFailure | undefined {
    const failure = this.#write(record, once);
    return failure?.code === 'ENOENT' ? (this.#remake() ?? this.#write(record, once)) : failure;
  }

  #write(record: StatusRecord, once: boolean): WriteFailure | undefined {
    const changed = this.#pid !== record.pid;
    this.#note(record, once);
    const failure = writeStatus(this.role, record, changed);
    if (!failure) this.#pid = record.pid;
    return failure;
  }

  /**
   * Brings the record of the child up to date, before the status says what it goes with. It was written when the process
   * was started; a directory that was made again has lost it.
   */
  #note({ state, pid, want }: StatusRecord, once: boolean): void {
    // What runs inside this program is nobody to be found again.
    const isChild = state !== 'down' && pid !== 0 && pid !== process.pid;
    if (isChild && (this.#pid === -1 || this.#once !== once)) writeChildRecord(this.role, pid, state, once);
    this.#once = isChild && once;
    const staysDown = state === 'down' && want === 'down';
    // A process that was announced since has taken the place of what was noted.
    if (state === 'down' && staysDown !== this.#staysDown) noteDown(this.role, staysDown);
    this.#staysDown = staysDown;
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
    this.#pid = -1;
    this.#staysDown = false;
    return undefined;
  }

  close(): void {
    this.#supervise.close();
  }
}
