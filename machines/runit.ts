import { assign, type EventObject, sendTo, setup } from 'xstate';
import type {
  AnnouncerOrder,
  KernelCall,
  KernelFact,
  KernelOrder,
  KeysFact,
  RequestFile,
  RequestsFact,
  RequestsOrder,
  Stage,
  StageFact,
  StageInput,
  StageOrder,
} from './init-ports.ts';
import { unprovided } from './ports.ts';
import { endOf } from './rules/stage-end.ts';

/** Milliseconds before a fork that was refused is tried again, and before a crashed stage 2 is started again. */
export const STAGE_PAUSE = 5000;
/** Milliseconds that stage 2 gets between TERM and KILL. */
export const STOP_WAIT = 5000;
/** Milliseconds between asking for power off and for a plain halt. */
export const POWER_WAIT = 2000;
/** Exit codes where the kernel refuses reboot(2) to a container. A restart is no success: `on-failure` starts it again. */
const EXIT_OF = { halted: 0, restart: 129 } as const;

export type RunitInput = {
  /** Process 1 of a container, not of the machine: TERM counts, and it may exit. */
  readonly contained: boolean;
};
export type RunitContext = RunitInput & {
  /** A stop that came before stage 2 could be told of it. */
  readonly stopAsked: boolean;
  /** The power fails: no restart, whatever the reboot file says. */
  readonly powerFails: boolean;
  /** One of the two calls that end a machine's power has been refused. */
  readonly wasRefused: boolean;
  readonly exitCode: number;
};
export type RunitOutput = { readonly exitCode: number };
export type RunitEvent =
  | StageFact
  | KeysFact
  | RequestsFact
  | KernelFact
  | { readonly type: 'runit.boot' }
  /** CONT, PWR, INT, ALRM, TERM. */
  | { readonly type: 'runit.continue' | 'runit.power' | 'runit.interrupt' | 'runit.alarm' | 'runit.terminate' };

type Line = Omit<AnnouncerOrder, 'type'>;
const pathOf = (stage: Stage | 'ctrlaltdel'): string => `/etc/runit/${stage}`;
const say = (text: string) => ({ type: 'say', params: { level: 'info', text } }) as const;
const warn = (text: string) => ({ type: 'say', params: { level: 'warning', text } }) as const;
const enter = (stage: Stage | 'ctrlaltdel') => say(`enter stage: ${pathOf(stage)}`);
const leave = (stage: Stage | 'ctrlaltdel') => say(`leave stage: ${pathOf(stage)}`);
const look = (file: RequestFile) => ({ type: 'look', params: { file } }) as const;
const call = (kernelCall: KernelCall) => ({ type: 'call', params: { call: kernelCall } }) as const;
const seen = (file: RequestFile) => ({ type: 'isSet', params: { file } }) as const;
const signalStage = (signal: 'SIGTERM' | 'SIGKILL' | 'SIGALRM') => ({ type: 'signal', params: { signal } }) as const;
const ended = (how: 'failed' | 'crashed') => ({ type: 'hasEnded', params: { how } }) as const;
const exitedWith = (code: number) => ({ type: 'exitedWith', params: { code } }) as const;

const DEAF_WORDS = [warn('signals only work in stage 2.')];
const DEAF = { actions: DEAF_WORDS };
/** Outside stage 2 runit hears no request; a container's stop is kept until it can be carried out. */
const deaf = {
  'runit.continue': DEAF,
  'runit.power': { actions: ['notePower', ...DEAF_WORDS] },
  'runit.alarm': {},
  'runit.interrupt': [{ guard: 'isContained', actions: 'keepStop' }, DEAF],
  'runit.terminate': { guard: 'isContained', actions: 'keepStop' },
} as const;

const STOP = { target: '#runit.halting', actions: ['clearStop', leave(2)] } as const;
/** Stage 2 has no process just now, so there is nothing to wait for. */
const betweenRuns = {
  'runit.continue': { actions: look('stopit') },
  'runit.interrupt': { actions: look('ctrlaltdel') },
  'requests.seen': [
    { guard: seen('stopit'), ...STOP },
    { guard: 'isPlainInterrupt', ...STOP },
  ],
  'runit.power': { target: STOP.target, actions: ['notePower', ...STOP.actions] },
  'runit.terminate': { guard: 'isContained', ...STOP },
} as const;

/** Process 1: a system's life in three stages. */
export const runitMachine = setup({
  types: {
    context: {} as RunitContext,
    input: {} as RunitInput,
    output: {} as RunitOutput,
    events: {} as RunitEvent,
    children: {} as { stage: 'stage'; keys: 'keys'; requests: 'requests'; kernel: 'kernel'; announcer: 'announcer' },
  },
  actors: {
    stage: unprovided<StageOrder, StageInput>('stage'),
    keys: unprovided<EventObject, Record<never, never>>('keys'),
    requests: unprovided<RequestsOrder, Record<never, never>>('requests'),
    kernel: unprovided<KernelOrder, Record<never, never>>('kernel'),
    announcer: unprovided<AnnouncerOrder, Record<never, never>>('announcer'),
  },
  delays: { stagePause: STAGE_PAUSE, stopWait: STOP_WAIT, powerWait: POWER_WAIT },
  guards: {
    isContained: ({ context }) => context.contained,
    isStopAsked: ({ context }) => context.stopAsked,
    wasRefused: ({ context }) => context.wasRefused,
    hasEnded: ({ event }, { how }: { how: 'failed' | 'crashed' }) =>
      event.type === 'stage.exited' && endOf(event.status) === how,
    exitedWith: ({ event }, { code }: { code: number }) => event.type === 'stage.exited' && event.status.code === code,
    isSet: ({ event }, { file }: { file: RequestFile }) =>
      event.type === 'requests.seen' && event.file === file && event.isSet,
    /** Ctrl-C in a container that has no script for it. */
    isPlainInterrupt: ({ context, event }) =>
      context.contained && event.type === 'requests.seen' && event.file === 'ctrlaltdel' && !event.isSet,
    isKeysCrash: ({ event }) => event.type === 'keys.finished' && event.crashed,
    isRestart: ({ context, event }) =>
      event.type === 'requests.seen' && event.file === 'reboot' && event.isSet && !context.powerFails,
    isRebootAnswer: ({ event }) => event.type === 'requests.seen' && event.file === 'reboot',
  },
  actions: {
    say: sendTo('announcer', (_, line: Line): AnnouncerOrder => ({ type: 'announcer.say', ...line })),
    keepStop: assign({ stopAsked: true }),
    notePower: assign({ powerFails: true }),
    noteRefusal: assign({ wasRefused: true }),
    look: sendTo('requests', (_, { file }: { file: RequestFile }): RequestsOrder => ({ type: 'requests.look', file })),
    clearStop: sendTo('requests', { type: 'requests.clear' } satisfies RequestsOrder),
    signal: sendTo(
      'stage',
      (_, { signal }: { signal: 'SIGTERM' | 'SIGKILL' | 'SIGALRM' }): StageOrder => ({ type: 'stage.signal', signal }),
    ),
    killStage: sendTo('stage', { type: 'stage.killAll' } satisfies StageOrder),
    killAll: sendTo('kernel', { type: 'kernel.killAll' } satisfies KernelOrder),
    call: sendTo('kernel', (_, params: { call: KernelCall }): KernelOrder => ({ type: 'kernel.call', ...params })),
    exitWith: assign((_, { exitCode }: RunitOutput) => ({ exitCode })),
  },
}).createMachine({
  id: 'runit',
  context: ({ input }) => ({
    ...input,
    stopAsked: false,
    powerFails: false,
    wasRefused: false,
    exitCode: EXIT_OF.halted,
  }),
  output: ({ context }) => ({ exitCode: context.exitCode }),
  invoke: [
    { id: 'announcer', src: 'announcer', input: {} },
    { id: 'requests', src: 'requests', input: {} },
    { id: 'kernel', src: 'kernel', input: {} },
  ],
  initial: 'off',
  states: {
    /** XState starts first the actors of a machine's first state, and delivers orders to them then: a line would come late. */
    off: { on: { 'runit.boot': 'booting' } },
    /** Stage 1: the system's one time tasks. */
    booting: {
      on: deaf,
      initial: 'stage',
      states: {
        stage: {
          entry: enter(1),
          invoke: { id: 'stage', src: 'stage', input: { stage: 1 } },
          on: {
            'stage.refused': 'refused',
            'stage.failed': { target: '#runit.booted', actions: leave(1) },
            'stage.exited': [
              {
                guard: ended('crashed'),
                target: '#runit.halting',
                actions: [warn(`child crashed: ${pathOf(1)}`), leave(1), warn('skipping stage 2...')],
              },
              {
                guard: exitedWith(100),
                target: '#runit.halting',
                actions: [warn(`child failed: ${pathOf(1)}`), leave(1), warn('skipping stage 2...')],
              },
              {
                guard: ended('failed'),
                target: '#runit.booted',
                actions: [warn(`child failed: ${pathOf(1)}`), leave(1)],
              },
              { target: '#runit.booted', actions: leave(1) },
            ],
          },
        },
        refused: { after: { stagePause: 'stage' } },
      },
    },
    booted: { always: [{ guard: 'isStopAsked', target: 'halting' }, { target: 'running' }] },
    /** Stage 2: the system runs until it is told to stop, or the stage returns. */
    running: {
      type: 'parallel',
      states: {
        stage: {
          initial: 'second',
          states: {
            second: {
              entry: enter(2),
              invoke: { id: 'stage', src: 'stage', input: { stage: 2 } },
              initial: 'serving',
              states: {
                serving: {
                  on: {
                    'runit.continue': { actions: look('stopit') },
                    'runit.interrupt': { actions: look('ctrlaltdel') },
                    'runit.power': { target: 'stopping', actions: 'notePower' },
                    'runit.terminate': { guard: 'isContained', target: 'stopping' },
                    'runit.alarm': { actions: signalStage('SIGALRM') },
                    'requests.seen': [
                      { guard: seen('stopit'), target: 'stopping' },
                      { guard: 'isPlainInterrupt', target: 'stopping' },
                    ],
                    'stage.refused': 'refused',
                    'stage.failed': { target: '#runit.halting', actions: leave(2) },
                    'stage.exited': [
                      { guard: ended('crashed'), target: 'restarting', actions: warn(`child crashed: ${pathOf(2)}`) },
                      { guard: exitedWith(111), target: 'restarting', actions: warn(`child failed: ${pathOf(2)}`) },
                      {
                        guard: ended('failed'),
                        target: '#runit.halting',
                        actions: [warn(`child failed: ${pathOf(2)}`), leave(2)],
                      },
                      { target: '#runit.halting', actions: leave(2) },
                    ],
                  },
                },
                stopping: {
                  entry: ['clearStop', signalStage('SIGTERM')],
                  on: {
                    'runit.power': { actions: 'notePower' },
                    'stage.exited': { target: '#runit.halting', actions: leave(2) },
                    'stage.failed': { target: '#runit.halting', actions: leave(2) },
                    'stage.refused': { target: '#runit.halting', actions: leave(2) },
                  },
                  after: { stopWait: 'killing' },
                },
                /** Its end is not waited for: what cannot even be killed must not keep the system from stopping. */
                killing: {
                  entry: [warn('stage 2 not terminated, sending sigkill...'), signalStage('SIGKILL')],
                  always: { target: '#runit.halting', actions: leave(2) },
                },
                /** Stage 2 has crashed, or asked for it: what it left is killed, and it is started again. */
                restarting: {
                  entry: [warn('killing all processes in stage 2...'), 'killStage'],
                  on: betweenRuns,
                  after: {
                    stagePause: { target: '#runit.running.stage.second', actions: warn('restarting.') },
                  },
                },
                refused: {
                  on: betweenRuns,
                  after: { stagePause: '#runit.running.stage.second' },
                },
              },
            },
          },
        },
        /** Beside everything else: a script that hangs must not keep process 1 from its work. */
        keys: {
          initial: 'quiet',
          states: {
            quiet: { on: { 'requests.seen': { guard: seen('ctrlaltdel'), target: 'handling' } } },
            handling: {
              entry: [say('ctrl-alt-del request...'), enter('ctrlaltdel')],
              invoke: { id: 'keys', src: 'keys', input: {} },
              on: {
                'keys.finished': [
                  {
                    guard: 'isKeysCrash',
                    target: 'quiet',
                    actions: [warn(`child crashed: ${pathOf('ctrlaltdel')}`), leave('ctrlaltdel'), look('stopit')],
                  },
                  { target: 'quiet', actions: [leave('ctrlaltdel'), look('stopit')] },
                ],
              },
            },
          },
        },
      },
    },
    /** Stage 3: what has to be done before the machine stops; and then the end of every process. */
    halting: {
      on: deaf,
      initial: 'stage',
      states: {
        stage: {
          entry: enter(3),
          invoke: { id: 'stage', src: 'stage', input: { stage: 3 } },
          on: {
            'stage.refused': 'refused',
            'stage.failed': { target: 'killing', actions: leave(3) },
            'stage.exited': [
              { guard: ended('crashed'), target: 'killing', actions: [warn(`child crashed: ${pathOf(3)}`), leave(3)] },
              { guard: ended('failed'), target: 'killing', actions: [warn(`child failed: ${pathOf(3)}`), leave(3)] },
              { target: 'killing', actions: leave(3) },
            ],
          },
        },
        refused: { after: { stagePause: 'stage' } },
        killing: {
          entry: [say('sending KILL signal to all processes...'), 'killAll', look('reboot')],
          on: {
            'requests.seen': [
              { guard: 'isRestart', target: '#runit.rebooting' },
              { guard: 'isRebootAnswer', target: 'poweringOff' },
            ],
          },
        },
        poweringOff: {
          entry: [say('power off...'), call('powerOff')],
          on: { 'kernel.refused': [{ guard: 'isContained', target: '#runit.gone' }, { actions: 'noteRefusal' }] },
          after: { powerWait: 'halted' },
        },
        /**
         * A disk that is slow to sync has the refusal of power off come only now, and it is not that of the halt: both
         * have to be refused. To a container either tells that it may not call reboot(2) at all.
         */
        halted: {
          entry: [say('system halt.'), call('halt')],
          on: {
            'kernel.refused': [
              { guard: 'isContained', target: '#runit.gone' },
              { guard: 'wasRefused', target: '#runit.stranded' },
              { actions: 'noteRefusal' },
            ],
          },
        },
      },
    },
    rebooting: {
      entry: [say('system reboot.'), call('restart')],
      on: {
        'kernel.refused': [
          {
            guard: 'isContained',
            target: 'gone',
            actions: { type: 'exitWith', params: { exitCode: EXIT_OF.restart } },
          },
          { target: 'stranded' },
        ],
      },
    },
    /** The machine's own process 1 must not exit: the kernel would panic. */
    stranded: {},
    gone: { type: 'final' },
  },
});
