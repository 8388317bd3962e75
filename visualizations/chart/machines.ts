import type { AnyStateMachine } from 'xstate';
import { initMachine } from '../../machines/init.ts';
import { logDirectoryMachine } from '../../machines/log-directory.ts';
import { runitMachine } from '../../machines/runit.ts';
import { runsvMachine } from '../../machines/runsv.ts';
import { runsvProcessMachine } from '../../machines/runsv-process.ts';
import { runsvdirMachine } from '../../machines/runsvdir.ts';
import { serviceMachine } from '../../machines/service.ts';
import { svlogdMachine } from '../../machines/svlogd.ts';
import { upgradeMachine } from '../../machines/upgrade.ts';

/** Every machine that is drawn. */
export const drawnMachines: readonly AnyStateMachine[] = [
  serviceMachine,
  runsvMachine,
  runsvProcessMachine,
  runsvdirMachine,
  svlogdMachine,
  logDirectoryMachine,
  runitMachine,
  initMachine,
  upgradeMachine,
];
