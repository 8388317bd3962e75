/** What the machines of the logger ask of their adapters. Log bytes pass none of this: only turning points do. */

/**
 * Port `files`: one log directory: its lock, its config, `current`, the old logs. Between `files.resume` and the next
 * `files.full` or `files.blocked` the adapter takes what is read from standard input and writes it.
 */
export type FilesInput = {
  /** Name under which the other ports of this directory find it. */
  readonly place: string;
  /** As it was given, and as messages name it. */
  readonly directory: string;
};
export type FilesOrder =
  | { readonly type: FilesStep }
  /** Lines are taken and written again. */
  | { readonly type: 'files.resume' };
/** What may have to wait for better times: it is ordered again then, and goes on where it stopped. */
export type FilesStep = 'files.open' | 'files.write' | 'files.rotate' | 'files.prune' | 'files.close';
export type FilesFact =
  | {
      readonly type: 'files.opened';
      /** Milliseconds after which the log is rotated; 0: never. */
      readonly age: number;
      /** Old logs that await their processor, oldest first; none where there is no processor. */
      readonly unprocessed: readonly string[];
    }
  /** Not this directory: the reason has been reported, and nothing is open. */
  | { readonly type: 'files.unusable' }
  /** Lines are waiting, and the size asks for a rotation first. */
  | { readonly type: 'files.full' }
  /** A step failed, which has been reported: to be ordered again later. */
  | { readonly type: 'files.blocked'; readonly step: FilesStep }
  /** The directory has been removed, which has been reported: it is to be closed, and opened again by its name. */
  | { readonly type: 'files.gone' }
  /** What had been waiting has been written. */
  | { readonly type: 'files.written' }
  /** `unprocessed`: the old log, where there was something to rotate and a processor is to have it. */
  | { readonly type: 'files.rotated'; readonly unprocessed: string | undefined }
  | { readonly type: 'files.pruned' }
  | { readonly type: 'files.closed' };

/** Port `processor`: feeds one old log to the processor, and puts its output in the place of the log. */
export type ProcessorInput = { readonly place: string; readonly log: string };
export type ProcessorOrder =
  /** Tries again to put the output in its place. */
  { readonly type: 'processor.finish' };
export type ProcessorFact =
  | { readonly type: 'processor.done' }
  /** It ended with another exit code than 0 or by a signal, or could not be started: the log is left as it was. */
  | { readonly type: 'processor.failed' }
  /** Its output cannot be put in its place, which has been reported. */
  | { readonly type: 'processor.blocked' };

/** Port `source`: standard input, read in chunks and only when every directory has taken the last one. */
export type SourceInput = Record<string, never>;
export type SourceOrder =
  | { readonly type: 'source.read' }
  /** Reads to the end of the line that has begun, and no further. */
  | { readonly type: 'source.finish' }
  /** The line ends here. */
  | { readonly type: 'source.cut' };
export type SourceFact =
  /** The input has ended, or as much of it as was asked for; all of it has been taken by the directories. */
  { readonly type: 'source.ended' };

/** What a svlogd is given. */
export type SvlogdInput = {
  readonly directories: readonly { readonly place: string; readonly directory: string }[];
};
export type SvlogdOutput = {
  /** 0: at its end, or told to end; 111: no directory can be logged to. */
  readonly exitCode: number;
};
/** What signals ask for: TERM, HUP, ALRM. */
export type SvlogdOrder = { readonly type: 'svlogd.terminate' | 'svlogd.reload' | 'svlogd.rotate' };
