import type { AnyStateMachine } from 'xstate';
import { initMachine } from '../../machines/init.ts';
import { logDirectoryMachine } from '../../machines/log-directory.ts';
import { runitMachine } from '../../machines/runit.ts';
import { runsvMachine } from '../../machines/runsv.ts';
import { runsvProcessMachine } from '../../machines/runsv-process.ts';
import { runsvdirMachine } from '../../machines/runsvdir.ts';
import { serviceMachine } from '../../machines/service.ts';
import { svlogdMachine } from '../../machines/svlogd.ts';

/** Every machine, by the id that the event stream calls it by. */
export const machines: ReadonlyMap<string, AnyStateMachine> = new Map(
  [
    ...[runsvdirMachine, runsvMachine, runsvProcessMachine, serviceMachine],
    ...[svlogdMachine, logDirectoryMachine, runitMachine, initMachine],
  ].map((machine): [string, AnyStateMachine] => [machine.id, machine]),
);
