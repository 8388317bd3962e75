import type { ExitStatus } from '../machines/rules/exit-status.ts';

/** A file opened in the child on one of its descriptors, in a description of its own. */
export type ChildFile = {
  readonly path: string;
  readonly flags: number;
  /** Permissions of a file that is made, less the umask; 0 where left out. */
  readonly mode?: number;
};

/** Whether the kernel refused to make a process at all, as opposed to a program that cannot be executed. */
export const isRefusal = (code: string): boolean => code === 'EAGAIN' || code === 'ENOMEM';

/** A program to start. */
export type ProcessSpec = {
  /** Executed relative to `cwd`, never searched for. */
  readonly file: string;
  readonly argv: readonly string[];
  /** Working directory: an open descriptor, so that a renamed directory stays the right one. */
  readonly cwd: number;
  /** What replaces descriptors 0 and 1; left out, the child has ours. `closed`: the descriptor is not open at all. */
  readonly stdin?: ChildFile;
  readonly stdout?: ChildFile | 'closed';
  /** What the child has besides, by descriptor, opened in the order of their numbers. */
  readonly extra?: Readonly<Record<number, ChildFile>>;
  /** Descriptors of ours that the child has as we have them, sharing the description. Native only. */
  readonly shared?: Iterable<number>;
  /** Makes the child leader of a new session. */
  readonly session: boolean;
};

/** What becomes of a started program. None is called from within `start` itself except `failed` and `started`. */
export type ProcessEvents = {
  /** @param startTime field 22 of `/proc/PID/stat`; undefined: it has to be looked for there. */
  started(pid: number, startTime?: string): void;
  /** Not started: the errno name, such as `ENOENT`. */
  failed(code: string): void;
  /** The start time was another one: a clock that agreed before does so no more. */
  corrected?(startTime: string): void;
  exited(status: ExitStatus): void;
};

/** The processes of this program: started, watched, signalled. Two adapters honour it: native and portable. */
export type Processes = {
  start(spec: ProcessSpec, events: ProcessEvents): void;
  /**
   * Hears of the exit of a running process again: a child of ours whose watcher is gone.
   *
   * @returns false where it is not (or no longer) a child of ours.
   */
  watch(pid: number, exited: (status: ExitStatus) => void): boolean;
  /** Sends a signal to a child that has not been reaped; anything else is ignored. */
  signal(pid: number, signal: NodeJS.Signals): void;
  /** Whether somebody is still to be told of the end of a child that has been reaped. */
  readonly isTelling: boolean;
};
