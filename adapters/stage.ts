import { type CallbackActorLogic, type EventObject, fromCallback } from 'xstate';
import type { KeysFact, StageFact, StageInput, StageOrder } from '../machines/init-ports.ts';
import { isRefusal, type ProcessSpec } from './processes.ts';
import { sendSignal } from './send-signal.ts';
import type { Report, System } from './system.ts';

/** What running a stage needs. */
export type StageSupplies = {
  readonly system: System;
  readonly report: Report;
  /** The working directory that process 1 was started in, held open: stages have it too. */
  readonly start: number;
  /** What stage 1 has as standard input: the console; undefined where there is none. */
  readonly console: ProcessSpec['stdin'];
};

const specOf = (path: string, session: boolean, start: number): ProcessSpec => ({
  file: path,
  argv: [path],
  cwd: start,
  session,
});

const reportFailure = (path: string, code: string, report: Report): void => {
  const message = isRefusal(code) ? `unable to fork for "${path}" pausing` : `unable to start child: ${path}`;
  report({ program: 'runit', subject: undefined, level: 'fatal', message, code });
};

/** Adapter of the `stage` port: a stage as a process, stages 2 and 3 in sessions of their own. */
export const createStage = (supplies: StageSupplies): CallbackActorLogic<StageOrder, StageInput> =>
  fromCallback<StageOrder, StageInput>(({ input: { stage }, receive, sendBack }) => {
    const { system, report, start, console } = supplies;
    const tell = (fact: StageFact): void => sendBack(fact);
    const path = `/etc/runit/${stage}`;
    let group = 0;
    receive((order) => {
      // Never 0 or -1: to kill(2) they are groups of another kind.
      if (group <= 1) return;
      if (order.type === 'stage.signal') system.processes.signal(group, order.signal);
      else sendSignal(-group, 'SIGKILL');
    });
    const spec = specOf(path, stage !== 1, start);
    system.processes.start(stage === 1 && console ? { ...spec, stdin: console } : spec, {
      started: (pid) => {
        group = pid;
      },
      failed: (code) => {
        reportFailure(path, code, report);
        tell({ type: isRefusal(code) ? 'stage.refused' : 'stage.failed' });
      },
      exited: (status) => tell({ type: 'stage.exited', status }),
    });
  });

/** Adapter of the `keys` port: the ctrl-alt-del script, in process 1's own session. */
export const createKeys = ({
  system,
  report,
  start,
}: StageSupplies): CallbackActorLogic<EventObject, Record<never, never>> =>
  fromCallback<EventObject, Record<never, never>>(({ sendBack }) => {
    const tell = (crashed: boolean): void => sendBack({ type: 'keys.finished', crashed } satisfies KeysFact);
    const path = '/etc/runit/ctrlaltdel';
    system.processes.start(specOf(path, false, start), {
      started: () => {},
      failed: (code) => {
        reportFailure(path, code, report);
        tell(false);
      },
      exited: ({ signal }) => tell(signal !== null),
    });
  });
