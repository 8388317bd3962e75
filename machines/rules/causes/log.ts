import { type LogDirectoryEvent, PAUSE } from '../../log-directory.ts';
import { LINE_WAIT, type SvlogdEvent, TAKE_WAIT } from '../../svlogd.ts';
import { type Causes, pauseIsOver, pauseText } from './cause.ts';

/** What an order to a log directory is part of, for its steps that the system refuses. */
const STEP_TEXT = {
  'files.open': 'open the log directory',
  'files.write': 'write the log',
  'files.rotate': 'rotate the log',
  'files.prune': 'remove old logs',
  'files.close': 'close the log',
} as const;

const news = (what: string) => (event: { readonly place: string }) => `log directory ${event.place} ${what}`;

/** What happened to a logger. */
export const SVLOGD_CAUSES: Causes<SvlogdEvent | { readonly type: 'xstate.after.lineWait' | 'xstate.after.takeWait' }> =
  {
    'svlogd.terminate': () => 'svlogd was told to end',
    'svlogd.reload': () => 'svlogd was told to read its configs again',
    'svlogd.rotate': () => 'svlogd was told to rotate',
    'source.ended': () => 'the input has ended',
    'log.opened': news('is open'),
    'log.unusable': news('cannot be used'),
    'log.shut': news('is shut'),
    'log.closed': news('is closed'),
    'xstate.after.lineWait': () => `the last line did not end within ${pauseText(LINE_WAIT)}`,
    'xstate.after.takeWait': () => `the last line was not taken within ${pauseText(TAKE_WAIT)}`,
  };

/** What happened to one directory of a logger. */
export const LOG_DIRECTORY_CAUSES: Causes<
  LogDirectoryEvent | { readonly type: `xstate.after.${'pause' | 'age' | 'processorPause'}` }
> = {
  'files.opened': () => 'the log directory is open',
  'files.unusable': () => 'the log directory cannot be used',
  'files.full': () => 'the log is full',
  'files.blocked': ({ step }) => `unable to ${STEP_TEXT[step]}`,
  'files.gone': () => 'the log directory was removed',
  'files.written': () => 'what waited was written',
  'files.rotated': () => 'the log was rotated',
  'files.pruned': () => 'old logs were removed',
  'files.closed': () => 'the log is closed',
  'processor.done': () => 'the processor has done an old log',
  'processor.failed': () => 'the processor failed',
  'processor.blocked': () => "the processor's output cannot be put in its place",
  'log.rotate': () => 'svlogd was told to rotate',
  'log.reload': () => 'svlogd was told to read its configs again',
  'log.open': () => 'all directories are closed',
  'log.close': () => 'svlogd was told to end',
  'xstate.after.pause': () => pauseIsOver(PAUSE),
  'xstate.after.age': () => 'the log has its age',
  'xstate.after.processorPause': () => 'the pause of the processor is over',
};
