import { assign, sendTo, setup } from 'xstate';
import type { RunsvEvent } from './runsv.ts';
import { type RunsvdirEvent, type RunsvdirOutput, runsvdirMachine } from './runsvdir.ts';
import type { RunsvdirInput } from './runsvdir-context.ts';

/** Milliseconds that services get between KILL and the end of this program, whether they are gone or not. */
export const KILL_WAIT = 1000;

export type InitInput = {
  /** The directory of services. */
  readonly directory: string;
  /** Milliseconds that services get to stop before they are killed. */
  readonly patience: number;
};
export type InitOutput = { readonly exitCode: number };
export type InitContext = InitInput & {
  /** The main service's; undefined while it runs, or where there is none. */
  readonly mainCode: number | undefined;
  readonly hasFailed: boolean;
};
export type InitEvent =
  | { readonly type: 'init.stop' | 'init.rescan' }
  /** The service that the container is there for has ended, with the exit code that a shell would tell. */
  | { readonly type: 'main.ended'; readonly exitCode: number }
  | { readonly type: 'xstate.done.actor.runsvdir'; readonly output: RunsvdirOutput }
  | { readonly type: 'xstate.error.actor.runsvdir'; readonly error: unknown };

/** Exit code of a program that could not do what it is there for. */
const FAILED = 111;

/** What `k` in a control FIFO comes to. */
const killOrder = (role: 'main' | 'log'): RunsvEvent => ({
  type: 'supervise.control',
  role,
  order: { type: 'control.kill' },
});

/** Process 1 of a container: a runsvdir, and an end within a bound. */
export const initMachine = setup({
  types: {
    context: {} as InitContext,
    input: {} as InitInput,
    output: {} as InitOutput,
    events: {} as InitEvent,
    children: {} as { runsvdir: 'runsvdir' },
  },
  actors: { runsvdir: runsvdirMachine },
  delays: { patience: ({ context }) => context.patience, killWait: KILL_WAIT },
  actions: {
    /** Tells the person in charge of a runsvdir that broke. Provided by the runtime. */
    warn: (_, _params: { cause: unknown }) => {},
    hangUp: sendTo('runsvdir', { type: 'runsvdir.hangup' } satisfies RunsvdirEvent),
    rescan: sendTo('runsvdir', { type: 'runsvdir.rescan' } satisfies RunsvdirEvent),
    killServices: ({ self }) => {
      const { runsvdir } = self.getSnapshot().children;
      // Killed before it is told to leave, a service would be started again.
      runsvdir?.send({ type: 'runsvdir.hurry' } satisfies RunsvdirEvent);
      const services = runsvdir?.getSnapshot().context.services;
      for (const { actor } of services?.values() ?? []) {
        actor?.send(killOrder('main'));
        actor?.send(killOrder('log'));
      }
    },
    noteMain: assign(({ event }) => (event.type === 'main.ended' ? { mainCode: event.exitCode } : {})),
    fail: assign({ hasFailed: true }),
  },
}).createMachine({
  id: 'init',
  context: ({ input }) => ({ ...input, mainCode: undefined, hasFailed: false }),
  // The container is there for its main service: whatever else would not go, that one's end is what is asked for.
  output: ({ context: { mainCode, hasFailed } }) => ({ exitCode: mainCode ?? (hasFailed ? FAILED : 0) }),
  invoke: {
    id: 'runsvdir',
    src: 'runsvdir',
    input: ({ context }): RunsvdirInput => ({ directory: context.directory, session: true }),
  },
  initial: 'supervising',
  on: {
    'xstate.done.actor.runsvdir': '.gone',
    'xstate.error.actor.runsvdir': {
      target: '.gone',
      actions: ['fail', { type: 'warn', params: ({ event }) => ({ cause: event.error }) }],
    },
  },
  states: {
    supervising: {
      on: {
        'init.stop': 'stopping',
        'init.rescan': { actions: 'rescan' },
        'main.ended': { target: 'stopping', actions: 'noteMain' },
      },
    },
    stopping: {
      entry: 'hangUp',
      on: { 'main.ended': { actions: 'noteMain' } },
      after: { patience: 'killing' },
    },
    killing: {
      entry: 'killServices',
      on: { 'main.ended': { actions: 'noteMain' } },
      // Process 1 takes with it what is left.
      after: { killWait: { target: 'gone', actions: 'fail' } },
    },
    gone: { type: 'final' },
  },
});
