import { assign, enqueueActions, sendParent, sendTo, setup, spawnChild, stopChild } from 'xstate';
import {
  type ProgramFact,
  type ProgramInput,
  type ProgramOrder,
  type ScriptInput,
  type ScriptOrder,
  type SuperviseOrder,
  unprovided,
} from './ports.ts';
import { type ServiceSignal, SIGNAL_OF_LETTER, type SignalLetter } from './rules/control-letter.ts';
import { CANNOT_EXECUTE, type ExitStatus, finishArguments } from './rules/exit-status.ts';
import { addOrders, type OrderLetter, pausedAfter, stopSequence } from './rules/orders.ts';
import { diedTooSoon, FORK_PAUSE, RESTART_PAUSE } from './rules/restart-pause.ts';
import type { Want } from './rules/status-record.ts';
import {
  type ServiceContext,
  type ServiceEvent,
  type ServiceInput,
  type ServiceOutput,
  serviceContext,
  serviceOutput,
  statusOf,
} from './service-context.ts';

const filesOf = ({ context }: { context: ServiceContext }) => context.files;
const statusOrder = (context: ServiceContext) =>
  ({
    type: 'status.write',
    role: context.role,
    record: statusOf(context),
    once: context.spared,
  }) satisfies SuperviseOrder;
const signalOrder = (signal: ServiceSignal) => ({ type: 'program.signal', signal }) satisfies ProgramOrder;
const endOf = (event: ServiceEvent): ExitStatus => (event.type === 'program.exited' ? event.status : CANNOT_EXECUTE);
const isUnscripted = (event: ServiceEvent): boolean => 'unscripted' in event && event.unscripted === true;
const isFinishless = (event: ServiceEvent): boolean => 'finishless' in event && event.finishless === true;
const isFact = (event: ServiceEvent): event is ProgramFact => event.type.startsWith('program.');

/** What a guard is given. */
type Told = { readonly context: ServiceContext; readonly event: ServiceEvent };

/** Whether there may be somebody to be asked. */
const hasScripts = ({ context, event }: Told): boolean => context.role === 'main' && !isUnscripted(event);
const hasOrders = ({ context }: Pick<Told, 'context'>): boolean => context.pending.length > 0;

/** One supervised program: `run` with its `finish`, or a log service's `run`. What runsv does between two letters. */
export const serviceMachine = setup({
  types: {
    context: {} as ServiceContext,
    input: {} as ServiceInput,
    output: {} as ServiceOutput,
    events: {} as ServiceEvent,
    children: {} as { program: 'program'; script: 'script'; killScript: 'script' },
  },
  actors: {
    program: unprovided<ProgramOrder, ProgramInput>('program'),
    script: unprovided<ScriptOrder, ScriptInput>('script'),
  },
  delays: { pause: ({ context }) => context.pause },
  guards: {
    leaves: ({ context }) => context.want === 'exit',
    wantsStart: ({ context }) => context.want === 'up' || context.once,
    /** A stop came between the order to start and the start. */
    isUnwanted: ({ context }) => context.want !== 'up' && !context.once && !context.draining,
    diedTooSoon: ({ context }) => diedTooSoon(context.startedAt, context.endedAt),
    /** Where nobody has looked yet, the one that is started finds out. */
    hasFinish: ({ context, event }) => context.role === 'main' && !isFinishless(event),
    hasScripts,
    mayExit: ({ context }) => context.role === 'main',
    hasOrders,
    hasOrdersWithScripts: (told) => hasOrders(told) && hasScripts(told),
    /** Nothing comes before it, and nobody is to be asked. */
    isFirst: (told) => !hasOrders(told) && !hasScripts(told),
    isOrderDone: ({ context, event }) => event.type === 'script.finished' && event.letter === context.pending[0],
    isKillDone: ({ event }) => event.type === 'script.finished' && event.letter === 'k',
    adoptsRun: ({ context }) => context.program?.file === 'run',
    adoptsFinish: ({ context }) => context.program?.file === 'finish',
    isResting: ({ context }) => context.comes === 'resting',
  },
  actions: {
    /** What a logger is told while it reads to the end does not keep it: it leaves, as runit's does. */
    want: assign(({ context }, { want, once = false }: { want: Want; once?: boolean }) =>
      context.draining ? {} : { want, once, spared: once },
    ),
    /** `o` to what runs already: nothing is to be started. */
    spare: assign(({ context }) => (context.draining ? {} : { want: 'down' as const, spared: true })),
    publish: sendTo(filesOf, ({ context }) => statusOrder(context)),
    setPaused: assign((_, params: { paused: boolean }) => ({ paused: params.paused })),
    order: assign(({ context }, params: { letters: readonly OrderLetter[] }) => ({
      pending: addOrders(context.pending, params.letters),
    })),
    orderSignal: assign(({ context, event }) => ({
      pending: event.type === 'control.signal' ? addOrders(context.pending, [event.letter]) : context.pending,
    })),
    orderStop: assign(({ context }) => ({ pending: addOrders(context.pending, stopSequence(context.want)) })),
    /** What `obey` does with such a letter, without the way through the list. */
    signal: sendTo('program', (_, { letter }: { letter: SignalLetter }) => signalOrder(SIGNAL_OF_LETTER[letter])),
    kill: sendTo('program', signalOrder('SIGKILL')),
    killScript: sendTo('script', { type: 'script.kill' } satisfies ScriptOrder),
    /** What a script that was killed stands for is done, as of any that did not succeed. */
    endKillScript: sendTo('killScript', { type: 'script.kill' } satisfies ScriptOrder),
    /** A stopped process hears of its end only when it goes on: d and x continue it before their script is asked. */
    continueFirst: enqueueActions(({ context, enqueue }) => {
      if (context.pending[0] === 'd' || context.pending[0] === 'x') enqueue.sendTo('program', signalOrder('SIGCONT'));
    }),
    /** Who is stopped never comes to the end of its pipe, and the directory may be gone through which it is told to go on. */
    continuePaused: enqueueActions(({ context, enqueue }) => {
      if (!context.paused) return;
      enqueue.sendTo('program', signalOrder('SIGCONT'));
      enqueue.assign({ paused: false });
    }),
    /** Carries out the first order, its signal unless the control script took it over, and takes it off the list. */
    obey: enqueueActions(({ context, event, enqueue }) => {
      const [letter, ...pending] = context.pending;
      enqueue.assign({ pending });
      if (letter === undefined || letter === 'd' || letter === 'x') return;
      const suppressed = event.type === 'script.finished' && event.suppressed;
      if (!suppressed) enqueue.sendTo('program', signalOrder(SIGNAL_OF_LETTER[letter]));
      if (letter === 't' && !suppressed) enqueue.assign({ gotTerm: true });
      if (letter === 'p' || letter === 'c') enqueue.assign({ paused: letter === 'p' });
      if (letter === 'p' || letter === 'c' || (letter === 't' && !suppressed))
        enqueue.sendTo(filesOf, ({ context: after }) => statusOrder(after));
    }),
    killUnlessSuppressed: enqueueActions(({ event, enqueue }) => {
      if (event.type === 'script.finished' && !event.suppressed) enqueue.sendTo('program', signalOrder('SIGKILL'));
    }),
    startRun: spawnChild('program', {
      id: 'program',
      input: ({ context }) => ({ place: context.place, role: context.role, file: 'run', args: [], adopt: 0 }),
    }),
    startFinish: spawnChild('program', {
      id: 'program',
      input: ({ context }) => ({
        place: context.place,
        role: context.role,
        file: 'finish',
        args: finishArguments(context.exit),
        adopt: 0,
      }),
    }),
    adoptProgram: spawnChild('program', {
      id: 'program',
      input: ({ context }) => ({
        place: context.place,
        role: context.role,
        file: context.program!.file,
        args: [],
        adopt: context.program!.pid,
        held: context.paused,
      }),
    }),
    forgetProgram: stopChild('program'),
    noteStart: assign(({ event }) =>
      isFact(event) ? { since: event.at.wall, startedAt: event.at.elapsed, once: false } : {},
    ),
    noteRunning: assign(({ event }, params: { file: 'run' | 'finish' }) =>
      event.type === 'program.started' ? { program: { file: params.file, pid: event.pid }, paused: false } : {},
    ),
    noteExit: assign(({ context: { pending, paused }, event }) => ({
      exit: endOf(event),
      gotTerm: false,
      paused: pausedAfter(pending, paused),
      pending: [],
    })),
    /** runit's files call it `finish` from the end of `run` on, with or without a process. */
    noteFinishDue: assign({ program: { file: 'finish', pid: 0 } }),
    noteDown: assign(({ event }) => ({
      program: undefined,
      gotTerm: false,
      pause: RESTART_PAUSE,
      ...(isFact(event) ? { since: event.at.wall, endedAt: event.at.elapsed } : {}),
    })),
    noteRefusal: assign({ pause: FORK_PAUSE }),
    drain: assign({ want: 'exit', draining: true }),
    resume: assign({ want: 'up', draining: false }),
    tellAttached: enqueueActions(({ context, enqueue }) => {
      if (context.draining) enqueue(sendParent({ type: 'log.attached' }));
    }),
  },
}).createMachine({
  id: 'service',
  context: ({ input }) => serviceContext(input),
  output: ({ context }) => serviceOutput(context),
  initial: 'arriving',
  on: {
    'control.up': { actions: [{ type: 'want', params: { want: 'up' } }, 'publish'] },
    'control.down': { actions: [{ type: 'want', params: { want: 'down' } }, 'publish'] },
    'control.once': { actions: [{ type: 'want', params: { want: 'down', once: true } }, 'publish'] },
    'control.exit': { guard: 'mayExit', actions: [{ type: 'want', params: { want: 'exit' } }, 'publish'] },
    'control.pause': { actions: [{ type: 'setPaused', params: { paused: true } }, 'publish'] },
    'control.continue': { actions: [{ type: 'setPaused', params: { paused: false } }, 'publish'] },
    'service.drain': { actions: ['drain', 'publish'] },
    'service.resume': { actions: ['resume', 'publish'] },
  },
  states: {
    arriving: {
      always: [
        { guard: 'adoptsRun', target: 'running', actions: 'adoptProgram' },
        { guard: 'adoptsFinish', target: 'finishing', actions: 'adoptProgram' },
        { guard: 'isResting', target: 'backoff' },
        { target: 'down' },
      ],
    },

    down: {
      always: [
        { guard: 'leaves', target: 'gone' },
        { guard: 'wantsStart', target: 'starting' },
      ],
    },

    starting: {
      initial: 'choosing',
      states: {
        choosing: { always: [{ guard: 'hasScripts', target: 'consulting' }, { target: 'spawning' }] },
        /** `control/u` runs before every start. A stop that arrives meanwhile waits for its end, and then none starts. */
        consulting: {
          invoke: { id: 'script', src: 'script', input: ({ context }) => ({ place: context.place, letter: 'u' }) },
          on: {
            'script.finished': [{ guard: 'wantsStart', target: 'spawning' }, { target: '#service.down' }],
            'control.kill': { actions: 'killScript' },
          },
        },
        spawning: { entry: 'startRun' },
      },
      on: {
        'program.started': [
          {
            guard: 'isUnwanted',
            target: 'running',
            actions: ['noteStart', { type: 'noteRunning', params: { file: 'run' } }, 'publish', 'orderStop'],
          },
          {
            target: 'running',
            actions: ['noteStart', { type: 'noteRunning', params: { file: 'run' } }, 'publish', 'tellAttached'],
          },
        ],
        'program.failed': [
          {
            guard: 'hasFinish',
            target: 'finishing',
            actions: ['noteStart', 'noteExit', 'noteFinishDue', 'forgetProgram', 'startFinish'],
          },
          { target: 'settling', actions: ['noteStart', 'noteExit', 'forgetProgram'] },
        ],
        'program.refused': { target: 'backoff', actions: ['noteRefusal', 'forgetProgram'] },
      },
    },

    running: {
      type: 'parallel',
      on: {
        'program.exited': [
          {
            guard: 'hasFinish',
            target: 'finishing',
            actions: ['noteExit', 'noteFinishDue', 'forgetProgram', 'startFinish'],
          },
          { target: 'settling', actions: ['noteExit', 'forgetProgram'] },
        ],
        'control.down': { actions: [{ type: 'want', params: { want: 'down' } }, 'publish', 'orderStop'] },
        'control.exit': {
          guard: 'mayExit',
          actions: [{ type: 'want', params: { want: 'exit' } }, 'publish', 'orderStop'],
        },
        'control.once': { actions: ['spare', 'publish'] },
        'control.term': { actions: 'orderStop' },
        'control.pause': { actions: { type: 'order', params: { letters: ['p'] } } },
        'control.continue': { actions: { type: 'order', params: { letters: ['c'] } } },
        'control.signal': [
          { guard: 'isFirst', actions: { type: 'signal', params: ({ event: { letter } }) => ({ letter }) } },
          { actions: 'orderSignal' },
        ],
        'service.drain': { actions: ['drain', 'continuePaused', 'publish', 'tellAttached'] },
      },
      states: {
        /** Orders are carried out one after the other, in the order they came, each after its control script. */
        orders: {
          initial: 'attending',
          states: {
            attending: {
              always: [
                { guard: 'hasOrdersWithScripts', target: 'consulting' },
                { guard: 'hasOrders', actions: ['continueFirst', 'obey'] },
              ],
            },
            consulting: {
              entry: 'continueFirst',
              invoke: {
                id: 'script',
                src: 'script',
                input: ({ context }) => ({ place: context.place, letter: context.pending[0]! }),
              },
              on: { 'script.finished': { guard: 'isOrderDone', target: 'attending', actions: 'obey' } },
            },
          },
        },
        /** `k` waits for nobody: a control script that hangs cannot keep a service from being killed. */
        killing: {
          initial: 'attending',
          states: {
            attending: {
              on: {
                'control.kill': [{ guard: 'hasScripts', target: 'consulting' }, { actions: 'kill' }],
              },
            },
            consulting: {
              invoke: {
                id: 'killScript',
                src: 'script',
                input: ({ context }) => ({ place: context.place, letter: 'k' }),
              },
              on: {
                'script.finished': { guard: 'isKillDone', target: 'attending', actions: 'killUnlessSuppressed' },
                'control.kill': { actions: 'endKillScript' },
              },
            },
          },
        },
      },
    },

    finishing: {
      initial: 'attempting',
      states: {
        attempting: {
          on: {
            'program.refused': {
              target: 'resting',
              actions: ['noteRefusal', 'publish', 'forgetProgram'],
            },
            'control.kill': { actions: 'kill' },
          },
        },
        resting: { after: { pause: { target: 'attempting', actions: 'startFinish' } } },
      },
      on: {
        'program.started': { actions: [{ type: 'noteRunning', params: { file: 'finish' } }, 'publish'] },
        'program.absent': { target: 'settling', actions: 'forgetProgram' },
        'program.failed': { target: 'settling', actions: 'forgetProgram' },
        'program.exited': { target: 'settling', actions: 'forgetProgram' },
        'control.once': { actions: ['spare', 'publish'] },
      },
    },

    /** The process is gone and reaped: say so, and decide at once whether a pause is due. */
    settling: {
      entry: ['noteDown', 'publish'],
      always: [{ guard: 'leaves', target: 'down' }, { guard: 'diedTooSoon', target: 'backoff' }, { target: 'down' }],
    },

    backoff: {
      always: { guard: 'leaves', target: 'down' },
      after: { pause: 'down' },
      on: {
        /** A dead logger is started once more, so that what its pipe still holds is read. */
        'service.drain': { guard: 'wantsStart', target: 'starting', actions: ['drain', 'publish'] },
      },
    },

    gone: { type: 'final' },
  },
});
