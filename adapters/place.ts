import type { Role } from '../machines/ports.ts';
import type { ProgramFile } from './child-record.ts';
import type { Directory } from './directory.ts';
import type { HeldRole } from './handed.ts';
import type { WriteFailure } from './status-files.ts';

/** One half of an open service directory: the service's own, or the logger's under `log/`. */
export type OpenRole = {
  readonly directory: Directory;
  readonly supervise: Directory;
  /** `supervise/` or `log/supervise/`, as messages name it. */
  readonly prefix: string;
};

/** Gives the half as it is now: `supervise` may be made again while the runsv lives. */
export type RoleHolder = {
  readonly role: OpenRole;
  /** What is open of it. */
  readonly held: HeldRole;
  /** Notes that a process is about to be started; see child-record.ts. */
  announceChild(file: ProgramFile): WriteFailure | undefined;
  /** Writes the record of the child that runs once more, by what `/proc` says of it. */
  noteChildAnew(): void;
};

/** An open service directory, shared by the ports of one runsv. */
export type Place = {
  readonly label: string;
  readonly session: boolean;
  readonly main: RoleHolder;
  readonly log: RoleHolder | undefined;
  /** Our hold on the log pipe, read-write: neither its reader nor its writer ever finds the other side gone. */
  logpipe: number | undefined;
  /** Lets go of what keeps the log pipe from being lost with this program while no hosted logger has it. */
  unkeep?: (() => void) | undefined;
};

/** Open service directories by the name that ports are given. */
export type Places = Map<string, Place>;

/** The half of a place that a role works in. */
export const halfOf = (place: Place, role: Role): RoleHolder => (role === 'log' ? place.log! : place.main);
export const roleOf = (place: Place, role: Role): OpenRole => halfOf(place, role).role;
