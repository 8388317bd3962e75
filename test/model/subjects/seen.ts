import type { Whose } from '../../conformance/support/view.ts';

/** Signals that a process can tell of. */
export const SIGNALS = ['HUP', 'INT', 'QUIT', 'USR1', 'USR2', 'ALRM', 'TERM', 'CONT'] as const;
export type Heard = Readonly<Record<string, number>>;

/** What is to be seen of a service, or of its logger: its files, and what its processes have written down. */
export type Half = {
  readonly stat: string;
  /** Fields of `status`. */
  readonly status: {
    readonly state: string;
    readonly pid: Whose;
    readonly paused: boolean;
    readonly want: string;
    readonly gotTerm: boolean;
  };
  /** The file `pid`. */
  readonly pid: Whose;
  readonly starts: number;
  /** How often `run` has heard each signal. Together: in which order a shell tells of them is its own choice. */
  readonly heard: Heard;
  readonly stopped: boolean;
};

/** All that the three subjects are compared by. */
export type Seen = {
  /** Its exit code, where it has ended. */
  readonly runsv: number | 'alive';
  readonly main: Half;
  readonly log: Half | undefined;
  /** Arguments of each `finish`. */
  readonly finishes: readonly string[];
  /** Control scripts, in the order they ran. */
  readonly scripts: readonly string[];
  /** What `run` has written. */
  readonly said: readonly string[];
  /** What the logger has read. */
  readonly lines: readonly string[];
  /** Loggers that have read to the end. */
  readonly ends: number;
};
