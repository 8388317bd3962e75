import {
  type AnyActorRef,
  assign,
  type EventObject,
  enqueueActions,
  fromCallback,
  sendTo,
  setup,
  spawnChild,
  stopChild,
} from 'xstate';
import {
  type Moment,
  type OpenedRole,
  type Role,
  type RunsvInput,
  type RunsvOrder,
  type RunsvOutput,
  type SuperviseFact,
  type SuperviseInput,
  type SuperviseOrder,
  unprovided,
} from './ports.ts';
import { takenWant } from './rules/adoption.ts';
import { type ControlEvent, staysAs } from './rules/control-letter.ts';
import type { Want } from './rules/status-record.ts';
import { serviceMachine } from './service.ts';
import { type ServiceInput, type ServiceOutput, statusOf } from './service-context.ts';

/** How often a log directory's lock is tried again while another runsv holds it, in milliseconds. */
export const LOG_LOCK_PAUSE = 1000;
/** How soon a process of an earlier runsv's is looked for again where the system refused to tell, in milliseconds. */
export const UNSURE_PAUSE = 1000;

type Opened = { readonly main: OpenedRole; readonly log: OpenedRole | undefined; readonly at: Moment };

export type RunsvContext = RunsvInput & {
  readonly opened: Opened | undefined;
  readonly exitCode: number;
  /** Told to leave for good: no letter brings the service back. */
  readonly final: boolean;
  /** Told to leave before it could: there may be processes that it has to stop. */
  readonly leaving: boolean;
  /** An exit is to come for the service when its letters have been heard. */
  readonly owesExit: boolean;
  /** What the service left when it went. */
  readonly left: ServiceOutput | undefined;
};

export type RunsvEvent =
  | SuperviseFact
  | RunsvOrder
  /** The log service has a process that will read the pipe to its end. */
  | { readonly type: 'log.attached' }
  | { readonly type: 'xstate.done.actor.main' | 'xstate.done.actor.log'; readonly output: ServiceOutput };

const wantOf = (role: OpenedRole) => (role.down ? 'down' : 'up');

/** The first record of a service: as it was handed over, down, or running as it was found. */
const firstOrder = (role: Role, opened: OpenedRole, at: Moment): SuperviseOrder => {
  const { adoptable, kept } = opened;
  if (kept) return { type: 'status.write', role, record: statusOf(kept), once: kept.spared };
  const want = adoptable ? takenWant(adoptable, wantOf(opened)) : wantOf(opened);
  const { pid = 0, paused = false, gotTerm = false, once = false } = adoptable ?? {};
  const since = (adoptable?.since ?? at).wall;
  return {
    type: 'status.write',
    role,
    record: { state: adoptable?.file ?? 'down', since, pid, paused, gotTerm, want },
    once,
  };
};

const serviceInput = (context: RunsvContext, role: Role, files: AnyActorRef): ServiceInput => {
  const { main, log, at } = context.opened!;
  const opened = role === 'main' ? main : log!;
  // Who is about to leave starts no service that does not run.
  const want = context.leaving && role === 'main' ? 'down' : wantOf(opened);
  return { place: context.place, role, files, want, at, adoptable: opened.adoptable, kept: opened.kept };
};

const hasProcess = (role: OpenedRole | undefined): boolean => (role?.adoptable ?? role?.kept?.program) !== undefined;

/** Nothing of an earlier runsv's is left that could be taken over. */
const leftNothing = (opened: Opened | undefined): boolean => !hasProcess(opened?.main) && !hasProcess(opened?.log);

const controlOf = (event: RunsvEvent): ControlEvent | undefined =>
  event.type === 'supervise.control' && event.role === 'main' ? event.order : undefined;

type Control = Extract<RunsvEvent, { type: 'supervise.control' }>;
const addresseeOf = ({ event }: { event: RunsvEvent }): Role => (event as Control).role;
const relayedOf = ({ event }: { event: RunsvEvent }): ControlEvent => (event as Control).order;

/** What the letter wants that undoes an exit; undefined: it undoes none. */
const wantedBack = (event: RunsvEvent): Want | undefined => {
  const order = controlOf(event);
  return order && staysAs(order);
};

/** A service directory under supervision: the service, its log service, and the order of going away. */
export const runsvMachine = setup({
  types: {
    context: {} as RunsvContext,
    input: {} as RunsvInput,
    output: {} as RunsvOutput,
    events: {} as RunsvEvent,
    children: {} as { supervise: 'supervise'; main: 'service'; log: 'service' },
  },
  actors: {
    supervise: unprovided<SuperviseOrder, SuperviseInput>('supervise'),
    service: serviceMachine,
    fault: fromCallback<EventObject, unknown>(({ input }) => {
      throw input;
    }),
  },
  delays: { logLockPause: LOG_LOCK_PAUSE, unsurePause: UNSURE_PAUSE },
  guards: {
    hasLog: ({ context }) => context.opened?.log !== undefined,
    revives: ({ event }) => wantedBack(event) !== undefined,
    isTooLate: ({ context, event }) => context.final && wantedBack(event) !== undefined,
    isLeaving: ({ context }) => context.leaving,
    isForGood: ({ event }) => event.type === 'runsv.leave' && event.final === true,
    leavesNothing: ({ context, event }) => context.leaving && event.type === 'supervise.opened' && leftNothing(event),
    foundNothing: ({ context }) => leftNothing(context.opened),
    isOwedExit: ({ event }) => {
      const order = controlOf(event);
      return order?.type === 'control.exit' && order.by === 'supervisor';
    },
    isForLog: ({ event }) => event.type === 'supervise.control' && event.role === 'log',
  },
  actions: {
    noteOpened: assign(({ context, event }) =>
      event.type === 'supervise.opened' ? { opened: event, final: context.final || event.final === true } : {},
    ),
    open: sendTo('supervise', { type: 'supervise.open' } satisfies SuperviseOrder),
    announce: sendTo('supervise', { type: 'supervise.announce' } satisfies SuperviseOrder),
    /** Files tell the truth before anybody is told of a live runsv, and before anything is started. */
    publishFirst: enqueueActions(({ context, enqueue }) => {
      const { main, log, at } = context.opened!;
      enqueue.sendTo('supervise', firstOrder('main', main, at));
      if (log) enqueue.sendTo('supervise', firstOrder('log', log, at));
    }),
    /** The logger first, as runit does: the service's first line finds a reader. */
    startServices: enqueueActions(({ context, self, enqueue }) => {
      const files = self.getSnapshot().children.supervise!;
      if (context.opened!.log) enqueue.spawnChild('service', { id: 'log', input: serviceInput(context, 'log', files) });
      enqueue.spawnChild('service', { id: 'main', input: serviceInput(context, 'main', files) });
    }),
    relay: sendTo(addresseeOf, relayedOf),
    noteFinal: assign(({ context, event }) => ({
      final: context.final || (event.type === 'runsv.leave' && event.final === true),
    })),
    noteLeaving: assign({ leaving: true }),
    askToLeave: sendTo('main', { type: 'control.exit', by: 'supervisor' } satisfies ControlEvent),
    /** A letter that was written before is heard before: heard after it, it would take the exit back. */
    askToLeaveInTurn: sendTo('supervise', { type: 'supervise.exit' } satisfies SuperviseOrder),
    noteOwed: assign({ owesExit: true }),
    noteCome: assign({ owesExit: false }),
    fail: assign({ exitCode: 111 }),
    drainLog: sendTo('log', { type: 'service.drain' }),
    closeLogpipe: sendTo('supervise', { type: 'logpipe.close' } satisfies SuperviseOrder),
    openLogpipe: sendTo('supervise', { type: 'logpipe.open' } satisfies SuperviseOrder),
    resumeLog: sendTo('log', { type: 'service.resume' }),
    noteLeft: assign(({ event }) => (event.type === 'xstate.done.actor.main' ? { left: event.output } : {})),
    forgetMain: stopChild('main'),
    /** An order reached a service that had gone already: it comes back as that order asks, and the files say so first. */
    reviveMain: enqueueActions(({ context, event, self, enqueue }) => {
      const [want, { since, paused }] = [wantedBack(event)!, context.left!];
      enqueue.sendTo('supervise', {
        type: 'status.write',
        role: 'main',
        record: { state: 'down', since, pid: 0, paused, gotTerm: false, want },
        once: false,
      } satisfies SuperviseOrder);
      enqueue.spawnChild('service', {
        id: 'main',
        input: {
          ...serviceInput(context, 'main', self.getSnapshot().children.supervise!),
          ...(event.type === 'supervise.control' && event.at && { at: event.at }),
          want,
          once: controlOf(event)?.type === 'control.once',
          adoptable: undefined,
          kept: undefined,
          left: context.left,
        },
      });
    }),
    /**
     * Ends this actor with the adapter's exception: what runs it hears of the cause, and starts it afresh. An action that
     * threw would leave the children alive, and with them the lock.
     */
    raiseFault: spawnChild('fault', {
      input: ({ event }) => (event.type === 'supervise.faulted' ? event.cause : undefined),
    }),
  },
}).createMachine({
  id: 'runsv',
  context: ({ input }) => ({
    ...input,
    opened: undefined,
    exitCode: 0,
    final: false,
    leaving: false,
    owesExit: false,
    left: undefined,
  }),
  invoke: {
    id: 'supervise',
    src: 'supervise',
    input: ({ context: { place, key, directory, label, session } }) => ({ place, key, directory, label, session }),
  },
  output: ({ context }) => ({ exitCode: context.exitCode }),
  initial: 'opening',
  on: {
    'supervise.failed': { target: '.gone', actions: 'fail' },
    'supervise.faulted': { actions: 'raiseFault' },
  },
  states: {
    /** Told to leave, it still opens: a process of an earlier runsv's has to be stopped, not left alone. */
    opening: {
      entry: 'open',
      on: {
        'supervise.opened': [
          { guard: 'leavesNothing', target: 'gone' },
          { target: 'announcing', actions: 'noteOpened' },
        ],
        'supervise.busy': [{ guard: 'isLeaving', target: 'gone' }, { target: 'waiting' }],
        'supervise.unsure': 'unsure',
        'runsv.leave': { actions: ['noteFinal', 'noteLeaving'] },
      },
    },
    /** Not to know whether a process is there is not to find it gone: nothing is started, and nothing left alone. */
    unsure: {
      after: { unsurePause: 'opening' },
      on: { 'runsv.leave': { actions: ['noteFinal', 'noteLeaving'] } },
    },
    waiting: {
      after: { logLockPause: 'opening' },
      on: { 'runsv.leave': 'gone' },
    },
    announcing: {
      entry: ['publishFirst', 'announce'],
      on: {
        'supervise.announced': [
          { guard: 'isLeaving', target: 'supervising', actions: ['startServices', 'noteOwed', 'askToLeaveInTurn'] },
          { target: 'supervising', actions: 'startServices' },
        ],
        'runsv.leave': [{ guard: 'foundNothing', target: 'gone' }, { actions: ['noteFinal', 'noteLeaving'] }],
      },
    },
    supervising: {
      on: {
        'supervise.control': [
          { guard: 'isTooLate' },
          { guard: 'isOwedExit', actions: ['noteCome', 'relay'] },
          { actions: 'relay' },
        ],
        'runsv.leave': [
          { guard: 'isForGood', actions: ['noteFinal', 'askToLeave'] },
          { actions: ['noteOwed', 'askToLeaveInTurn'] },
        ],
        'xstate.done.actor.main': [
          { guard: 'hasLog', target: 'draining', actions: ['noteLeft', 'forgetMain'] },
          { target: 'gone' },
        ],
      },
    },
    /** The service is gone; its logger reads to the end of the pipe, unsignalled, and ends by itself. */
    draining: {
      entry: 'drainLog',
      on: {
        'runsv.leave': { actions: ['noteFinal', 'noteOwed', 'askToLeaveInTurn'] },
        'log.attached': { actions: 'closeLogpipe' },
        'supervise.control': [
          { guard: 'isForLog', actions: 'relay' },
          { guard: 'isOwedExit', actions: 'noteCome' },
          { guard: 'isTooLate' },
          { guard: 'revives', target: 'supervising', actions: ['openLogpipe', 'resumeLog', 'reviveMain'] },
        ],
        'xstate.done.actor.log': 'gone',
      },
    },
    gone: { type: 'final' },
  },
});
