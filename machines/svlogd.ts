import { assign, enqueueActions, sendTo, setup } from 'xstate';
import { type LogDirectoryNews, type LogDirectoryOrder, logDirectoryMachine } from './log-directory.ts';
import type { SourceFact, SourceInput, SourceOrder, SvlogdInput, SvlogdOrder, SvlogdOutput } from './log-ports.ts';
import { unprovided } from './ports.ts';

/** Milliseconds that a line which has begun is waited for when svlogd is told to end. */
export const LINE_WAIT = 1000;
/** Milliseconds that directories get then to take what has been read: one more try of what the system refused. */
export const TAKE_WAIT = 4000;

type Condition = 'pending' | 'open' | 'unusable' | 'shut' | 'closed';

export type SvlogdContext = SvlogdInput & {
  /** What has become of each directory, by place. */
  readonly conditions: Readonly<Record<string, Condition>>;
  readonly exitCode: number;
  /** Told to end. */
  readonly leaving: boolean;
};

export type SvlogdEvent = SvlogdOrder | SourceFact | LogDirectoryNews;

const CONDITION_OF_NEWS = {
  'log.opened': 'open',
  'log.unusable': 'unusable',
  'log.shut': 'shut',
  'log.closed': 'closed',
} as const;

const all = (context: SvlogdInput, condition: Condition): Readonly<Record<string, Condition>> =>
  Object.fromEntries(context.directories.map(({ place }) => [place, condition]));
const are = (context: SvlogdContext, condition: Condition): boolean =>
  Object.values(context.conditions).every((one) => one === condition);

const orderToLog = (type: LogDirectoryOrder['type']): LogDirectoryOrder => ({ type });
const order = (type: SourceOrder['type']): SourceOrder => ({ type });

/** A logger: its directories opened, standard input read, everything closed at the end. */
export const svlogdMachine = setup({
  types: {
    context: {} as SvlogdContext,
    input: {} as SvlogdInput,
    output: {} as SvlogdOutput,
    events: {} as SvlogdEvent,
  },
  actors: {
    source: unprovided<SourceOrder, SourceInput>('source'),
    directory: logDirectoryMachine,
  },
  delays: { lineWait: LINE_WAIT, takeWait: TAKE_WAIT },
  guards: {
    isSettled: ({ context }) => !Object.values(context.conditions).includes('pending'),
    isHopeless: ({ context }) => are(context, 'unusable'),
    isShut: ({ context }) => are(context, 'shut'),
    isClosed: ({ context }) => are(context, 'closed'),
    isLeaving: ({ context }) => context.leaving,
  },
  actions: {
    spawnDirectories: enqueueActions(({ context, enqueue }) => {
      for (const input of context.directories) enqueue.spawnChild('directory', { id: input.place, input });
    }),
    rotateAll: enqueueActions(({ context, enqueue }) => {
      for (const { place } of context.directories) enqueue.sendTo(place, orderToLog('log.rotate'));
    }),
    reloadAll: enqueueActions(({ context, enqueue }) => {
      for (const { place } of context.directories) enqueue.sendTo(place, orderToLog('log.reload'));
    }),
    openAll: enqueueActions(({ context, enqueue }) => {
      for (const { place } of context.directories) enqueue.sendTo(place, orderToLog('log.open'));
    }),
    closeAll: enqueueActions(({ context, enqueue }) => {
      for (const { place } of context.directories) enqueue.sendTo(place, orderToLog('log.close'));
    }),
    note: assign(({ context, event }) =>
      'place' in event ? { conditions: { ...context.conditions, [event.place]: CONDITION_OF_NEWS[event.type] } } : {},
    ),
    awaitAll: assign(({ context }) => ({ conditions: all(context, 'pending') })),
    noteLeaving: assign({ leaving: true }),
    fail: assign({ exitCode: 111 }),
    read: sendTo('source', order('source.read')),
    finishLine: sendTo('source', order('source.finish')),
    cutLine: sendTo('source', order('source.cut')),
  },
}).createMachine({
  id: 'svlogd',
  context: ({ input }) => ({ ...input, conditions: all(input, 'pending'), exitCode: 0, leaving: false }),
  output: ({ context }) => ({ exitCode: context.exitCode }),
  invoke: { id: 'source', src: 'source', input: {} },
  initial: 'starting',
  entry: 'spawnDirectories',
  on: {
    'log.opened': { actions: 'note' },
    'log.unusable': { actions: 'note' },
    'log.shut': { actions: 'note' },
    'log.closed': { actions: 'note' },
    'svlogd.terminate': { actions: 'noteLeaving' },
  },
  states: {
    starting: {
      always: [
        { guard: 'isLeaving', target: 'draining' },
        { guard: 'isHopeless', target: 'closed', actions: 'fail' },
        { guard: 'isSettled', target: 'reading' },
      ],
      on: {
        'svlogd.reload': 'reloading',
        'svlogd.rotate': { actions: 'rotateAll' },
      },
    },
    reading: {
      entry: 'read',
      always: [
        { guard: 'isLeaving', target: 'draining' },
        /** The last one has been removed, and there is none of its name. */
        { guard: 'isHopeless', target: 'closed', actions: 'fail' },
      ],
      on: {
        'source.ended': 'draining.closing',
        'svlogd.reload': 'reloading',
        'svlogd.rotate': { actions: 'rotateAll' },
      },
    },
    /** Every directory is closed and opened again by its name; nothing that was read is lost meanwhile. */
    reloading: {
      initial: 'closing',
      on: {
        'source.ended': 'draining.closing',
        'svlogd.rotate': { actions: 'rotateAll' },
        'svlogd.reload': '.closing',
      },
      states: {
        closing: { entry: ['awaitAll', 'reloadAll'], always: { guard: 'isShut', target: 'opening' } },
        opening: {
          entry: ['awaitAll', 'openAll'],
          always: [
            { guard: 'isHopeless', target: '#svlogd.closed', actions: 'fail' },
            { guard: 'isLeaving', target: '#svlogd.draining' },
            { guard: 'isSettled', target: '#svlogd.reading' },
          ],
        },
      },
    },
    draining: {
      initial: 'finishing',
      states: {
        /** The line that has begun is read to its end. */
        finishing: { entry: 'finishLine', on: { 'source.ended': 'closing' }, after: { lineWait: 'cutting' } },
        /** It does not end: what there is of it counts as a line. */
        cutting: { entry: 'cutLine', on: { 'source.ended': 'closing' }, after: { takeWait: 'closing' } },
        closing: {
          entry: ['awaitAll', 'closeAll'],
          always: { guard: 'isClosed', target: '#svlogd.closed' },
        },
      },
    },
    closed: { type: 'final' },
  },
});
