import { assign, sendTo, setup } from 'xstate';
import {
  type ProgramFact,
  type ProgramOrder,
  type RunsvInput,
  type RunsvOrder,
  type RunsvOutput,
  unprovided,
} from './ports.ts';

/** A runsv that is a program of its own, as under runit: all that is known of it is its process. */
export const runsvProcessMachine = setup({
  types: {
    context: {} as RunsvInput & RunsvOutput,
    input: {} as RunsvInput,
    output: {} as RunsvOutput,
    events: {} as ProgramFact | RunsvOrder,
    children: {} as { process: 'process' },
  },
  actors: { process: unprovided<ProgramOrder, RunsvInput>('process') },
  actions: {
    terminate: sendTo('process', { type: 'program.signal', signal: 'SIGTERM' } satisfies ProgramOrder),
    noteExit: assign(({ event }) => ({
      exitCode: event.type === 'program.exited' ? (event.status.code ?? 111) : 111,
    })),
  },
}).createMachine({
  id: 'runsv-process',
  context: ({ input }) => ({ ...input, exitCode: 0 }),
  invoke: { id: 'process', src: 'process', input: ({ context }) => context },
  output: ({ context }) => ({ exitCode: context.exitCode }),
  initial: 'running',
  states: {
    running: {
      on: {
        'runsv.leave': { actions: 'terminate' },
        'program.exited': { target: 'gone', actions: 'noteExit' },
        'program.failed': { target: 'gone', actions: 'noteExit' },
        'program.refused': { target: 'gone', actions: 'noteExit' },
      },
    },
    gone: { type: 'final' },
  },
});
