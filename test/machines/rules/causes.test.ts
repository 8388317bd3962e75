import { describe, expect, it, test } from 'vitest';
import { pauseText } from '../../../machines/rules/causes/cause.ts';
import { causeOf } from '../../../machines/rules/causes/cause-of.ts';
import { LOG_DIRECTORY_CAUSES, SVLOGD_CAUSES } from '../../../machines/rules/causes/log.ts';
import { SERVICE_CAUSES } from '../../../machines/rules/causes/service.ts';
import {
  INIT_CAUSES,
  RUNSV_CAUSES,
  RUNSV_PROCESS_CAUSES,
  RUNSVDIR_CAUSES,
} from '../../../machines/rules/causes/supervision.ts';
import { signalName } from '../../../machines/rules/signal-name.ts';

type Case = readonly [event: { type: string; [field: string]: unknown }, text: string, state?: string];

const status = (code: number | null, signal: number | null = null, core = false) => ({ code, signal, core });
const facts = { pause: 1000, program: { file: 'run', pid: 7 } };

const SERVICE: readonly Case[] = [
  [{ type: 'control.up' }, 'sv up'],
  [{ type: 'control.down' }, 'sv down'],
  [{ type: 'control.once' }, 'sv once'],
  [{ type: 'control.exit' }, 'sv exit'],
  [{ type: 'control.exit', by: 'supervisor' }, 'its supervisor was told to end it'],
  [{ type: 'control.kill' }, 'sv kill'],
  [{ type: 'control.pause' }, 'sv pause'],
  [{ type: 'control.continue' }, 'sv cont'],
  [{ type: 'control.term' }, 'sv term'],
  [{ type: 'control.signal', letter: 'h' }, 'sv hup'],
  [{ type: 'control.signal', letter: 'a' }, 'sv alarm'],
  [{ type: 'control.signal', letter: 'i' }, 'sv interrupt'],
  [{ type: 'control.signal', letter: 'q' }, 'sv quit'],
  [{ type: 'control.signal', letter: '1' }, 'sv 1'],
  [{ type: 'control.signal', letter: '2' }, 'sv 2'],
  [{ type: 'control.signal', letter: 't' }, 'sv term'],
  [{ type: 'control.signal', letter: 'k' }, 'sv kill'],
  [{ type: 'control.signal', letter: 'p' }, 'an order to send SIGSTOP'],
  [{ type: 'program.started', pid: 7 }, 'run was started, pid 7'],
  [{ type: 'program.started', pid: 7 }, 'finish was started, pid 7', 'finishing'],
  [{ type: 'program.exited', status: status(1) }, 'run exited with 1'],
  [{ type: 'program.exited', status: status(0) }, 'finish exited with 0', 'finishing'],
  [{ type: 'program.exited', status: status(null, 11) }, 'run was killed by SIGSEGV'],
  [{ type: 'program.exited', status: status(null, 6, true) }, 'run was killed by SIGABRT (core dumped)'],
  [{ type: 'program.exited', status: status(null) }, 'run ended, nobody knows how'],
  [{ type: 'program.absent' }, 'there is no finish', 'finishing'],
  [{ type: 'program.failed' }, 'run cannot be executed'],
  [{ type: 'program.refused' }, 'the kernel refused a process for run'],
  [{ type: 'script.finished', letter: 't', suppressed: true }, 'control/t took the signal over'],
  [{ type: 'script.finished', letter: 'u', suppressed: false }, 'control/u has ended, or there is none'],
  [{ type: 'service.drain' }, 'its service is gone: the rest of the log is read'],
  [{ type: 'service.resume' }, 'its service has come back'],
  [{ type: 'xstate.after.pause.service.backoff' }, 'the pause of 1 s is over'],
  [{ type: 'xstate.init' }, 'run was found running, pid 7', 'arriving'],
  [{ type: 'xstate.init' }, 'service was started'],
  [{ type: 'xstate.stop' }, 'what is above it has ended'],
];

const SUPERVISION: Readonly<Record<string, readonly Case[]>> = {
  runsv: [
    [{ type: 'supervise.opened' }, 'the service directory was opened and locked'],
    [{ type: 'supervise.busy' }, 'another runsv has the lock of the log directory'],
    [{ type: 'supervise.unsure' }, 'it is not known whether a process of the last runsv is alive'],
    [{ type: 'supervise.failed' }, 'the service directory cannot be used'],
    [{ type: 'supervise.announced' }, 'the status files are written'],
    [{ type: 'supervise.control', role: 'main', order: { type: 'control.down' } }, 'sv down'],
    [
      { type: 'supervise.control', role: 'log', order: { type: 'control.signal', letter: 'h' } },
      'sv hup, for the log service',
    ],
    [{ type: 'supervise.faulted' }, 'an exception in an adapter'],
    [{ type: 'runsv.leave' }, 'runsv was told to end'],
    [{ type: 'runsv.leave', final: true }, 'runsvdir was told to end with its services'],
    [{ type: 'log.attached' }, 'the log service reads the rest of the log'],
    [{ type: 'xstate.done.actor.main' }, 'the service is gone'],
    [{ type: 'xstate.done.actor.log' }, 'the log service is gone'],
    [{ type: 'xstate.after.logLockPause.runsv.waiting' }, 'the pause of 1 s is over'],
    [{ type: 'xstate.after.unsurePause.runsv.unsure' }, 'the pause of 1 s is over'],
    [{ type: 'xstate.error.actor.main', actorId: 'main' }, 'a fault in main'],
  ],
  'runsv-process': [
    [{ type: 'runsv.leave' }, 'runsv was told to end'],
    [{ type: 'program.started', pid: 7 }, 'runsv was started, pid 7'],
    [{ type: 'program.exited', status: status(111) }, 'runsv exited with 111'],
    [{ type: 'program.absent' }, 'there is no runsv'],
    [{ type: 'program.failed' }, 'runsv cannot be executed'],
    [{ type: 'program.refused' }, 'the kernel refused a process for runsv'],
  ],
  runsvdir: [
    [{ type: 'scan.completed', forced: false }, 'the directory was read'],
    [{ type: 'scan.added', entries: [] }, 'something new is in the directory'],
    [{ type: 'scan.completed', forced: true }, 'the directory was read, as asked'],
    [{ type: 'scan.ticked' }, 'some seconds have passed'],
    [{ type: 'runsvdir.terminate' }, 'runsvdir was told to end'],
    [{ type: 'runsvdir.hangup' }, 'runsvdir was told to end with its services'],
    [{ type: 'runsvdir.hurry' }, 'no service is waited for any longer'],
    [{ type: 'runsvdir.rescan' }, 'runsvdir was told to read the directory'],
    [{ type: 'runsvdir.unsettled' }, 'something is not as it should be yet'],
    [{ type: 'xstate.after.revisitPause.runsvdir.watching.revisiting' }, 'the pause of 1 s is over'],
    [{ type: 'xstate.after.tellPause.runsvdir.leaving.telling' }, 'the pause of 1 ms is over'],
    [{ type: 'xstate.done.actor.1:2', actorId: '1:2', name: 'web' }, 'runsv of web has ended'],
    [{ type: 'xstate.error.actor.1:2', actorId: '1:2' }, 'a fault in 1:2'],
    [{ type: 'somebody.elses' }, 'somebody.elses'],
  ],
  init: [
    [{ type: 'init.stop' }, 'init was told to end'],
    [{ type: 'init.rescan' }, 'init was told to read the directory'],
    [{ type: 'main.ended', exitCode: 3 }, 'the main service has ended, exit code 3'],
    [{ type: 'xstate.after.patience.init.stopping' }, 'the time that services have to stop is over'],
    [{ type: 'xstate.after.killWait.init.killing' }, 'the time after KILL is over'],
  ],
};

const LOGS: Readonly<Record<string, readonly Case[]>> = {
  svlogd: [
    [{ type: 'svlogd.terminate' }, 'svlogd was told to end'],
    [{ type: 'svlogd.reload' }, 'svlogd was told to read its configs again'],
    [{ type: 'svlogd.rotate' }, 'svlogd was told to rotate'],
    [{ type: 'source.ended' }, 'the input has ended'],
    [{ type: 'log.opened', place: '0' }, 'log directory 0 is open'],
    [{ type: 'log.unusable', place: '0' }, 'log directory 0 cannot be used'],
    [{ type: 'log.shut', place: '0' }, 'log directory 0 is shut'],
    [{ type: 'log.closed', place: '0' }, 'log directory 0 is closed'],
    [{ type: 'xstate.after.lineWait.svlogd.draining.finishing' }, 'the last line did not end within 1 s'],
    [{ type: 'xstate.after.takeWait.svlogd.draining.cutting' }, 'the last line was not taken within 4 s'],
  ],
  'log-directory': [
    [{ type: 'files.opened' }, 'the log directory is open'],
    [{ type: 'files.unusable' }, 'the log directory cannot be used'],
    [{ type: 'files.full' }, 'the log is full'],
    [{ type: 'files.blocked', step: 'files.write' }, 'unable to write the log'],
    [{ type: 'files.gone' }, 'the log directory was removed'],
    [{ type: 'files.written' }, 'what waited was written'],
    [{ type: 'files.rotated' }, 'the log was rotated'],
    [{ type: 'files.pruned' }, 'old logs were removed'],
    [{ type: 'files.closed' }, 'the log is closed'],
    [{ type: 'processor.done' }, 'the processor has done an old log'],
    [{ type: 'processor.failed' }, 'the processor failed'],
    [{ type: 'processor.blocked' }, "the processor's output cannot be put in its place"],
    [{ type: 'log.rotate' }, 'svlogd was told to rotate'],
    [{ type: 'log.reload' }, 'svlogd was told to read its configs again'],
    [{ type: 'log.open' }, 'all directories are closed'],
    [{ type: 'log.close' }, 'svlogd was told to end'],
    [{ type: 'xstate.after.pause.log-directory.log.pausing' }, 'the pause of 3 s is over'],
    [{ type: 'xstate.after.age.log-directory.age.passing' }, 'the log has its age'],
    [{ type: 'xstate.after.processorPause.x' }, 'the pause of the processor is over'],
  ],
};

const CASES: Readonly<Record<string, readonly Case[]>> = { service: SERVICE, ...SUPERVISION, ...LOGS };
const TEXTS: Readonly<Record<string, object>> = {
  service: SERVICE_CAUSES,
  runsv: RUNSV_CAUSES,
  'runsv-process': RUNSV_PROCESS_CAUSES,
  runsvdir: RUNSVDIR_CAUSES,
  init: INIT_CAUSES,
  svlogd: SVLOGD_CAUSES,
  'log-directory': LOG_DIRECTORY_CAUSES,
};

describe.each(Object.entries(CASES))('%s', (machine, cases) => {
  const told = cases.map(([event, text, state]) => ({ event, text, state: state ?? 'running' }));
  it.each(told)('$event.type in $state is: $text', ({ event, text, state }) => {
    expect(causeOf(machine, event, { state, facts })).toBe(text);
  });

  it('has a case for every type of event that has a text', () => {
    const tried = cases.map(([{ type }]) => type);
    const isTried = (type: string): boolean => tried.some((one) => one === type || one.startsWith(`${type}.`));
    expect(Object.keys(TEXTS[machine]!).filter((type) => !isTried(type))).toEqual([]);
  });
});

test('signals that have no name are told by their number', () => {
  expect([1, 9, 15, 31, 40].map(signalName)).toEqual(['SIGHUP', 'SIGKILL', 'SIGTERM', 'SIGSYS', 'signal 40']);
});

test('what XState says of itself is told by whom it is about', () => {
  const told = (
    machine: string,
    event: { type: string; [field: string]: unknown },
    state: string,
    known: object,
  ): string => causeOf(machine, event, { state, facts: { ...known } });
  const init = { type: 'xstate.init' };
  expect(told('service', init, 'arriving', {})).toBe('service was started');
  expect(told('service', init, 'down', facts)).toBe('service was started');
  expect(told('runsv', init, 'arriving', facts)).toBe('runsv was started');
  expect(told('service', { type: 'strange' }, 'arriving', facts)).toBe('strange');
  expect(told('unheard-of', { type: 'strange' }, 'some', facts)).toBe('strange');
  expect(told('runsvdir', { type: 'xstate.error.actor.x' }, 'watching', {})).toBe('a fault in something below');
});

test('pauses are told as people say them', () => {
  expect([20, 999, 1000, 1500, 9950].map(pauseText)).toEqual(['20 ms', '999 ms', '1 s', '1.5 s', '10 s']);
});
