import { assign, enqueueActions, sendParent, sendTo, setup, spawnChild, stopChild } from 'xstate';
import type {
  FilesFact,
  FilesInput,
  FilesOrder,
  FilesStep,
  ProcessorFact,
  ProcessorInput,
  ProcessorOrder,
} from './log-ports.ts';
import { unprovided } from './ports.ts';

/** Milliseconds before what the system refused is tried again, as in runit. */
export const PAUSE = 3000;
/** The longest a timer is set for: Node's are 32 bits wide. */
export const LONGEST_TIMER = 86_400_000;
/** First and longest pause before a processor that failed is started again. */
export const PROCESSOR_PAUSE = 1000;
export const LONGEST_PROCESSOR_PAUSE = 60_000;

/** What the svlogd above orders. */
export type LogDirectoryOrder = {
  readonly type:
    | 'log.rotate'
    /** Closes what is open, and waits for `log.open`. */
    | 'log.reload'
    | 'log.open'
    | 'log.close';
};
/** What the svlogd above is told. */
export type LogDirectoryNews = {
  readonly type: 'log.opened' | 'log.unusable' | 'log.shut' | 'log.closed';
  readonly place: string;
};

export type LogDirectoryContext = FilesInput & {
  /** A rotation is due as soon as lines may be written. */
  readonly due: boolean;
  /** The step that is tried again after a pause. */
  readonly step: FilesStep;
  readonly age: number;
  readonly ageLeft: number;
  /** Logs for the processor, oldest first; the first one may be with it. */
  readonly queue: readonly string[];
  readonly processorPause: number;
  readonly leaving: boolean;
  readonly reloading: boolean;
};

export type LogDirectoryEvent = FilesFact | ProcessorFact | LogDirectoryOrder;

const order = (type: FilesOrder['type']): FilesOrder => ({ type });
const merged = (queue: readonly string[], more: readonly string[]): readonly string[] => [
  ...queue,
  ...more.filter((log) => !queue.includes(log)),
];

/**
 * One log directory: what becomes of `current`, beside it the processor and the age. Lines go past this machine; it hears
 * when the log is full, when the system refuses something, and when a step is done.
 */
export const logDirectoryMachine = setup({
  types: {
    context: {} as LogDirectoryContext,
    input: {} as FilesInput,
    events: {} as LogDirectoryEvent,
    children: {} as { files: 'files'; processor: 'processor' },
  },
  actors: {
    files: unprovided<FilesOrder, FilesInput>('files'),
    processor: unprovided<ProcessorOrder, ProcessorInput>('processor'),
  },
  delays: {
    pause: PAUSE,
    age: ({ context }) => Math.min(context.ageLeft, LONGEST_TIMER),
    processorPause: ({ context }) => context.processorPause,
  },
  guards: {
    isDue: ({ context }) => context.due,
    isLeaving: ({ context }) => context.leaving,
    isReloading: ({ context }) => context.reloading,
    leavesUnopened: ({ context }) => context.leaving && context.step === 'files.open',
    mayClose: ({ context }) => context.leaving && context.queue.length === 0,
    opensWithAge: ({ event }) => event.type === 'files.opened' && event.age > 0,
    isNotOfAge: ({ context }) => context.ageLeft > LONGEST_TIMER,
    hasWork: ({ context }) => context.queue.length > 0,
    wasOpening: ({ context }) => context.step === 'files.open',
    wasWriting: ({ context }) => context.step === 'files.write',
    wasRotating: ({ context }) => context.step === 'files.rotate',
    wasClosing: ({ context }) => context.step === 'files.close',
  },
  actions: {
    open: sendTo('files', order('files.open')),
    /** Not where something else comes first: what the adapter meets with lines then would be heard in the wrong state. */
    resume: enqueueActions(({ context, enqueue }) => {
      if (!context.due && !context.reloading) enqueue.sendTo('files', order('files.resume'));
    }),
    write: sendTo('files', order('files.write')),
    rotate: sendTo('files', order('files.rotate')),
    prune: sendTo('files', order('files.prune')),
    close: sendTo('files', order('files.close')),
    noteOpened: assign(({ context, event }) =>
      event.type === 'files.opened'
        ? { age: event.age, ageLeft: event.age, queue: merged(context.queue, event.unprocessed) }
        : {},
    ),
    noteBlocked: assign(({ event }) => (event.type === 'files.blocked' ? { step: event.step } : {})),
    noteRotated: assign(({ context, event }) =>
      event.type === 'files.rotated' && event.unprocessed ? { queue: merged(context.queue, [event.unprocessed]) } : {},
    ),
    noteDue: assign({ due: true }),
    noteNotDue: assign({ due: false }),
    noteReload: assign({ reloading: true }),
    noteReloaded: assign({ reloading: false }),
    noteLeaving: assign({ leaving: true }),
    restartAge: assign(({ context }) => ({ ageLeft: context.age })),
    passAge: assign(({ context }) => ({ ageLeft: context.ageLeft - LONGEST_TIMER })),
    tellParent: sendParent(
      ({ context }, params: { news: LogDirectoryNews['type'] }) =>
        ({ type: params.news, place: context.place }) satisfies LogDirectoryNews,
    ),
    startProcessor: spawnChild('processor', {
      id: 'processor',
      input: ({ context }) => ({ place: context.place, log: context.queue[0]! }),
    }),
    forgetProcessor: stopChild('processor'),
    finishProcessor: sendTo('processor', { type: 'processor.finish' } satisfies ProcessorOrder),
    noteProcessed: assign(({ context }) => ({ queue: context.queue.slice(1), processorPause: PROCESSOR_PAUSE })),
    /** Twice as long each time: a processor that cannot succeed must not spin. */
    lengthenPause: assign(({ context }) => ({
      processorPause: Math.min(context.processorPause * 2, LONGEST_PROCESSOR_PAUSE),
    })),
    /** What the processor could not take stays as it is for the next start. */
    leaveQueue: assign({ queue: [] }),
  },
}).createMachine({
  id: 'log-directory',
  type: 'parallel',
  context: ({ input }) => ({
    ...input,
    due: false,
    step: 'files.open',
    age: 0,
    ageLeft: 0,
    queue: [],
    processorPause: PROCESSOR_PAUSE,
    leaving: false,
    reloading: false,
  }),
  invoke: { id: 'files', src: 'files', input: ({ context: { place, directory } }) => ({ place, directory }) },
  on: {
    'log.reload': { actions: 'noteReload' },
    'log.close': { actions: 'noteLeaving' },
    'log.rotate': { actions: 'noteDue' },
  },
  states: {
    log: {
      initial: 'opening',
      on: {
        'files.blocked': { target: '.pausing', actions: 'noteBlocked' },
        'files.gone': '.replacing',
      },
      states: {
        opening: {
          entry: ['noteReloaded', 'open'],
          on: {
            'files.opened': {
              target: 'writing',
              actions: ['noteOpened', { type: 'tellParent', params: { news: 'log.opened' } }],
            },
            'files.unusable': { target: 'unusable', actions: { type: 'tellParent', params: { news: 'log.unusable' } } },
          },
        },
        /** Skipped until it is asked for again. */
        unusable: {
          entry: 'noteNotDue',
          always: [
            { guard: 'isReloading', target: 'shut' },
            { guard: 'mayClose', target: 'closed' },
          ],
          // There is nothing to rotate, nor will there be when it is opened.
          on: { 'log.rotate': {} },
        },
        /** Lines are taken. */
        writing: {
          entry: 'resume',
          always: [
            { guard: 'isReloading', target: 'reclosing' },
            { guard: 'isDue', target: 'rotating' },
            { guard: 'mayClose', target: 'closing' },
          ],
          on: { 'files.full': 'rotating' },
        },
        rotating: {
          entry: ['noteNotDue', 'rotate'],
          on: { 'files.rotated': { target: 'pruning', actions: 'noteRotated' } },
        },
        pruning: { entry: 'prune', on: { 'files.pruned': 'writing' } },
        /** The system refused something: a full disk, mostly. It is tried again, and orders are heard meanwhile. */
        pausing: {
          always: [
            { guard: 'isReloading', target: 'reclosing' },
            { guard: 'leavesUnopened', target: 'closing' },
            { guard: 'isLeaving', target: 'lastTry' },
          ],
          after: {
            pause: [
              { guard: 'wasOpening', target: 'opening' },
              { guard: 'wasWriting', target: 'rewriting' },
              { guard: 'wasRotating', target: 'rotating' },
              { guard: 'wasClosing', target: 'closing' },
              { target: 'pruning' },
            ],
          },
        },
        rewriting: { entry: 'write', on: { 'files.written': 'writing', 'files.full': 'rotating' } },
        /** Told to begin anew, whatever state the old files are in. */
        reclosing: { entry: 'close', on: { 'files.closed': 'shut', 'files.blocked': 'shut' } },
        /** The directory was removed: no rotation in it can ever succeed. Another one may have its name by now. */
        replacing: {
          entry: 'close',
          on: {
            'files.closed': [{ guard: 'isReloading', target: 'shut' }, { target: 'opening' }],
            'files.blocked': [{ guard: 'isReloading', target: 'shut' }, { target: 'opening' }],
          },
        },
        /** Until the other directories are closed as well. */
        shut: {
          entry: { type: 'tellParent', params: { news: 'log.shut' } },
          always: { guard: 'mayClose', target: 'closed' },
          on: {
            'log.open': 'opening',
            'log.reload': { actions: { type: 'tellParent', params: { news: 'log.shut' } } },
          },
        },
        /** Told to end: once more after the usual pause, and then no more. */
        lastTry: { after: { pause: 'closing' } },
        closing: {
          entry: 'close',
          on: { 'files.closed': 'closed', 'files.blocked': 'closed' },
        },
        closed: { type: 'final', entry: { type: 'tellParent', params: { news: 'log.closed' } } },
      },
    },

    /** Old logs go through the processor one by one, while lines are written on. */
    processor: {
      initial: 'idle',
      states: {
        idle: { always: { guard: 'hasWork', target: 'processing' } },
        processing: {
          entry: 'startProcessor',
          exit: 'forgetProcessor',
          initial: 'running',
          states: {
            running: {
              on: {
                'processor.blocked': [
                  { guard: 'isLeaving', target: '#log-directory.processor.idle', actions: 'leaveQueue' },
                  { target: 'pausing' },
                ],
              },
            },
            pausing: { after: { pause: { target: 'running', actions: 'finishProcessor' } } },
          },
          on: {
            'processor.done': { target: 'idle', actions: 'noteProcessed' },
            'processor.failed': 'backoff',
          },
        },
        backoff: {
          always: { guard: 'isLeaving', target: 'idle', actions: 'leaveQueue' },
          after: { processorPause: { target: 'processing', actions: 'lengthenPause' } },
        },
      },
    },

    /** The age restarts with each opening and when it has passed; a rotation by size leaves it as it is. */
    age: {
      initial: 'waiting',
      states: {
        waiting: {},
        passing: {
          after: {
            age: [
              { guard: 'isNotOfAge', target: 'passing', reenter: true, actions: 'passAge' },
              { target: 'passing', reenter: true, actions: ['restartAge', 'noteDue'] },
            ],
          },
        },
      },
      on: {
        'files.opened': [{ guard: 'opensWithAge', target: '.passing' }, { target: '.waiting' }],
        'files.unusable': '.waiting',
        'files.closed': '.waiting',
      },
    },
  },
});
