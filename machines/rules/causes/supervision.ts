import type { InitEvent } from '../../init.ts';
import type { ProgramFact } from '../../ports.ts';
import { LOG_LOCK_PAUSE, type RunsvEvent, UNSURE_PAUSE } from '../../runsv.ts';
import { REVISIT_PAUSE, type RunsvdirEvent, TELL_PAUSE } from '../../runsvdir.ts';
import { exitText } from '../exit-text.ts';
import { type Causes, pauseIsOver } from './cause.ts';
import { SERVICE_CAUSES } from './service.ts';

type Leave = { readonly type: 'runsv.leave'; readonly final?: boolean };

const leaveText = ({ final }: Leave): string =>
  final ? 'runsvdir was told to end with its services' : 'runsv was told to end';

const orderText = ({ role, order }: Extract<RunsvEvent, { type: 'supervise.control' }>): string => {
  const text = (SERVICE_CAUSES[order.type] as (event: typeof order, circumstances: unknown) => string)(order, {});
  return role === 'log' ? `${text}, for the log service` : text;
};

/** What happened to a runsv. */
export const RUNSV_CAUSES: Causes<
  RunsvEvent | { readonly type: 'xstate.after.logLockPause' | 'xstate.after.unsurePause' }
> = {
  'supervise.opened': () => 'the service directory was opened and locked',
  'supervise.busy': () => 'another runsv has the lock of the log directory',
  'supervise.unsure': () => 'it is not known whether a process of the last runsv is alive',
  'supervise.failed': () => 'the service directory cannot be used',
  'supervise.announced': () => 'the status files are written',
  'supervise.control': orderText,
  'supervise.faulted': () => 'an exception in an adapter',
  'runsv.leave': leaveText,
  'log.attached': () => 'the log service reads the rest of the log',
  'xstate.done.actor.main': () => 'the service is gone',
  'xstate.done.actor.log': () => 'the log service is gone',
  'xstate.after.logLockPause': () => pauseIsOver(LOG_LOCK_PAUSE),
  'xstate.after.unsurePause': () => pauseIsOver(UNSURE_PAUSE),
};

/** What happened to a runsv that is a process of its own. */
export const RUNSV_PROCESS_CAUSES: Causes<ProgramFact | Leave> = {
  'runsv.leave': leaveText,
  'program.started': ({ pid }) => `runsv was started, pid ${pid}`,
  'program.exited': ({ status }) => `runsv ${exitText(status)}`,
  'program.absent': () => 'there is no runsv',
  'program.failed': () => 'runsv cannot be executed',
  'program.refused': () => 'the kernel refused a process for runsv',
};

type Scanned = { readonly type: 'scan.completed'; readonly forced: boolean };
type Plain = { readonly type: Exclude<RunsvdirEvent['type'], `xstate.${string}` | 'scan.completed'> };

/** What happened to the scanner. */
export const RUNSVDIR_CAUSES: Causes<
  Scanned | Plain | { readonly type: 'xstate.after.revisitPause' | 'xstate.after.tellPause' }
> = {
  'scan.completed': ({ forced }) => (forced ? 'the directory was read, as asked' : 'the directory was read'),
  'scan.added': () => 'something new is in the directory',
  'scan.ticked': () => 'some seconds have passed',
  'runsvdir.terminate': () => 'runsvdir was told to end',
  'runsvdir.hangup': () => 'runsvdir was told to end with its services',
  'runsvdir.hurry': () => 'no service is waited for any longer',
  'runsvdir.rescan': () => 'runsvdir was told to read the directory',
  'runsvdir.unsettled': () => 'something is not as it should be yet',
  'xstate.after.revisitPause': () => pauseIsOver(REVISIT_PAUSE),
  'xstate.after.tellPause': () => pauseIsOver(TELL_PAUSE),
};

/** What happened to a container's process 1. */
export const INIT_CAUSES: Causes<
  | Exclude<InitEvent, { type: `xstate.${string}` }>
  | { readonly type: 'xstate.after.patience' | 'xstate.after.killWait' }
> = {
  'init.stop': () => 'init was told to end',
  'init.rescan': () => 'init was told to read the directory',
  'main.ended': ({ exitCode }) => `the main service has ended, exit code ${exitCode}`,
  'xstate.after.patience': () => 'the time that services have to stop is over',
  'xstate.after.killWait': () => 'the time after KILL is over',
};
