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
    /** One that was killed could go on until then: it is as one that ended by itself, not as one that could not start. */
    noteExit: assign(({ event }) => ({
      exitCode: event.type === 'program.exited' ? (event.status.code ?? 0) : 111,
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
