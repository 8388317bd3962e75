import type { FoundFile } from '../../adapters/found-file.ts';
import type { ServiceStatus } from '../watch/messages.ts';
import type { LastCommand } from './last-command.ts';
import type { Program } from './unwrapped.ts';

/** A program of a service directory, as it stands there. */
export type ProgramFacts = {
  readonly file: FoundFile;
  /** Its beginning, one character a byte; undefined: we may not read it. */
  readonly text: string | undefined;
  /** The interpreter that its first line names, and whether that is there. */
  readonly interpreter: { readonly name: string; readonly isThere: boolean } | undefined;
  /** What a shell's script does last; undefined: it is no such script, or that is not plain to see. */
  readonly last: LastCommand | undefined;
  /** The program that it becomes. */
  readonly becomes: Program | undefined;
  /** What is in that one's file of settings. */
  readonly settings: string | undefined;
};

/** What is known of a `supervise` directory. */
export type SuperviseFacts = {
  readonly directory: FoundFile | undefined;
  readonly control: FoundFile | undefined;
  readonly ok: FoundFile | undefined;
  /** It is a link to where nothing is, and where nothing can be made. */
  readonly isNowhere: boolean;
  /** Whether a runsv is there, or may be. */
  readonly isSupervised: boolean;
  /** Who has locked it. */
  readonly lockers: readonly number[];
  /** The process that the last runsv has left, if it lives. */
  readonly left: number | undefined;
};

/** A directory that a logger is to log to. */
export type LogPlace = {
  readonly path: string;
  readonly file: FoundFile | undefined;
  /** Whom the logger runs as there, where it is known that he may not write; undefined: no doubt, or no knowing. */
  readonly refuses: string | undefined;
};

/** What is known of a service directory. */
export type ServiceFacts = {
  readonly path: string;
  readonly directory: FoundFile;
  /** By their names in the directory: `run`, `finish`, `check`, `log/run`. */
  readonly programs: ReadonlyMap<string, ProgramFacts>;
  readonly controls: readonly FoundFile[];
  readonly log: FoundFile | undefined;
  readonly isDown: boolean;
  readonly supervise: SuperviseFacts;
  readonly logSupervise: SuperviseFacts | undefined;
  readonly logPlaces: readonly LogPlace[];
  /** What its supervisor says of it; undefined: nobody could be asked. */
  readonly status: ServiceStatus | undefined;
  /** A process that has the name of what `run` becomes, and no parent but process 1. */
  readonly orphan: number | undefined;
};
