import { assign, type DoneActorEvent, type ErrorActorEvent, raise, sendTo, setup } from 'xstate';
import { type RunsvOutput, type ScanFact, type ScanInput, type ScanOrder, unprovided } from './ports.ts';
import { byKey } from './rules/reconcile.ts';
import { runsvMachine } from './runsv.ts';
import {
  addCome,
  addSeen,
  endOfRunsv,
  noteUntold,
  type RunsvdirContext,
  type RunsvdirInput,
  removeUnseen,
  runsvdirContext,
  startDown,
  startRunsv,
  tellForGood,
  tellSome,
} from './runsvdir-context.ts';

/** How soon the scanner looks again after something happened that may need it, in milliseconds. */
export const REVISIT_PAUSE = 1000;
/**
 * How many are told to leave at a time, and what lies between, in milliseconds: to stop a service takes one, and thousands
 * told at once would leave everybody unheard for seconds.
 */
const TOLD_AT_A_TIME = 8;
export const TELL_PAUSE = 1;

export type RunsvdirOutput = { readonly exitCode: number };

export type RunsvdirEvent =
  | ScanFact
  | { readonly type: 'runsvdir.terminate' | 'runsvdir.hangup' | 'runsvdir.rescan' }
  /** Told to end with its services: those that have not been told yet are to be told now. */
  | { readonly type: 'runsvdir.hurry' }
  /** Something is not as it should be yet: look again soon. */
  | { readonly type: 'runsvdir.unsettled' }
  | DoneActorEvent
  | ErrorActorEvent;

const scanInput = ({ context: { directory, waiting } }: { context: RunsvdirContext }): ScanInput => ({
  directory,
  isWaitedFor: () => waiting.size > 0,
});

/** XState's own order to an actor, sent by hand where nothing sends it. */
const STOP = { type: 'xstate.stop' } as never;

const faultOf = ({ context, event }: { context: RunsvdirContext; event: ErrorActorEvent }) => ({
  name: context.services.get(event.actorId)?.name ?? event.actorId,
  cause: event.error,
});

/** The scanner: one runsv for every directory; parent of them all. One failure stays one failure. */
export const runsvdirMachine = setup({
  types: {
    context: {} as RunsvdirContext,
    input: {} as RunsvdirInput,
    output: {} as RunsvdirOutput,
    events: {} as RunsvdirEvent,
    children: {} as { scan: 'scan' },
  },
  actors: {
    scan: unprovided<ScanOrder, ScanInput>('scan'),
    runsv: runsvMachine,
  },
  delays: { revisitPause: REVISIT_PAUSE, tellPause: TELL_PAUSE },
  guards: {
    isEmpty: ({ context }) => context.services.size === 0,
    areTold: ({ context }) => context.untold.size === 0,
    hasScanned: ({ context }) => context.scanned,
    isForced: ({ event }) => event.type === 'scan.completed' && event.forced,
  },
  actions: {
    /** Tells the person in charge of a runsv that broke, with its cause. Provided by the runtime. */
    warnAboutRunsv: (_, _params: { name: string; cause: unknown }) => {},
    acceptScan: ({ context, event, self }) => {
      if (event.type !== 'scan.completed') return;
      const seen = byKey(event.entries);
      const unsure = removeUnseen(context, seen, new Set(event.unknown), new Set(event.dangling));
      const isMade = addSeen(context, seen, event.at.wall);
      const waits = startDown(context, self);
      if (unsure || isMade || waits) self.send({ type: 'runsvdir.unsettled' });
    },
    acceptAdded: ({ context, event, self }) => {
      if (event.type !== 'scan.added') return;
      const isMade = addCome(context, byKey(event.entries), event.at.wall);
      const waits = startDown(context, self);
      if (isMade || waits) self.send({ type: 'runsvdir.unsettled' });
    },
    /** What is open goes on at once, whatever a look would say: it may be one that has been told to leave. */
    startKept: ({ context, self }) => {
      for (const key of context.kept) startRunsv(context, context.services.get(key)!, self);
    },
    retryFailed: ({ context, self }) => {
      for (const slot of context.waiting) slot.failed = false;
      startDown(context, self);
    },
    /**
     * An actor whose own transition threw ends without ending its children: they would keep its lock, and their timers
     * would start a second process.
     */
    stopOrphans: ({ context, event }) => {
      const slot = 'actorId' in event ? context.services.get(event.actorId) : undefined;
      for (const child of Object.values(slot?.actor?.getSnapshot().children ?? {})) child?.send(STOP);
    },
    forgetRunsv: ({ context, event }) => {
      const slot = 'actorId' in event ? context.services.get(event.actorId) : undefined;
      if (slot) endOfRunsv(context, slot, 'output' in event && (event.output as RunsvOutput).exitCode !== 0);
    },
    /**
     * A runsv that broke just now, or has not been started yet, may have a process that it has to stop: it is started
     * for that, and ends at once where there is none. One that cannot go on is not tried again.
     */
    startLast: ({ context, self }) => {
      startDown(context, self);
      for (const { key } of context.waiting) context.services.delete(key);
      context.waiting.clear();
    },
    /** One that broke before it was told has left its process: the next one is there to stop it. */
    dropRunsv: ({ context, event, self }) => {
      if (!('actorId' in event)) return;
      const slot = context.services.get(event.actorId);
      if (slot && context.untold.delete(slot) && 'error' in event) {
        startRunsv(context, slot, self);
        tellForGood(slot);
      } else context.services.delete(event.actorId);
    },
    noteUntold: ({ context }) => noteUntold(context),
    tellSome: ({ context }) => tellSome(context, TOLD_AT_A_TIME),
    tellAll: ({ context }) => tellSome(context, Number.POSITIVE_INFINITY),
    scan: sendTo('scan', (_, params: { forced: boolean }): ScanOrder => ({ type: 'scan.now', forced: params.forced })),
    acknowledge: sendTo('scan', { type: 'scan.acknowledge' } satisfies ScanOrder),
    noteScanned: assign({ scanned: true }),
    endWith: assign((_, params: { exitCode: number }) => ({ exitCode: params.exitCode })),
  },
}).createMachine({
  id: 'runsvdir',
  context: ({ input }) => runsvdirContext(input),
  invoke: { id: 'scan', src: 'scan', input: scanInput },
  output: ({ context }) => ({ exitCode: context.exitCode }),
  initial: 'watching',
  states: {
    watching: {
      entry: 'startKept',
      initial: 'settled',
      on: {
        'scan.completed': [
          { guard: 'isForced', actions: ['acceptScan', 'noteScanned', 'acknowledge'] },
          { actions: ['acceptScan', 'noteScanned'] },
        ],
        'scan.added': { actions: 'acceptAdded' },
        'scan.ticked': { actions: 'retryFailed' },
        'runsvdir.rescan': { actions: { type: 'scan', params: { forced: true } } },
        'xstate.done.actor.*': { actions: ['forgetRunsv', raise({ type: 'runsvdir.unsettled' })] },
        'xstate.error.actor.*': {
          actions: [
            { type: 'warnAboutRunsv', params: faultOf },
            'stopOrphans',
            'forgetRunsv',
            raise({ type: 'runsvdir.unsettled' }),
          ],
        },
        'runsvdir.hangup': [
          { guard: 'hasScanned', target: 'leaving', actions: { type: 'endWith', params: { exitCode: 111 } } },
          { target: 'lastLook', actions: { type: 'endWith', params: { exitCode: 111 } } },
        ],
        'runsvdir.terminate': 'gone',
      },
      states: {
        settled: { on: { 'runsvdir.unsettled': 'revisiting' } },
        revisiting: {
          after: { revisitPause: { target: 'settled', actions: { type: 'scan', params: { forced: false } } } },
        },
      },
    },
    /**
     * Told to end with its services before it could look for them: a scanner before this one may have left some. One
     * more look, and where that fails there is nothing that could be stopped.
     */
    lastLook: {
      entry: { type: 'scan', params: { forced: false } },
      on: {
        'scan.completed': { target: 'leaving', actions: ['acceptScan', 'noteScanned'] },
        'scan.ticked': 'gone',
        'runsvdir.terminate': 'gone',
      },
    },
    /** Every runsv is told to leave; this ends when the last one has. */
    leaving: {
      entry: ['startLast', 'noteUntold'],
      always: { guard: 'isEmpty', target: 'gone' },
      initial: 'telling',
      on: {
        'xstate.done.actor.*': { actions: 'dropRunsv' },
        'xstate.error.actor.*': { actions: [{ type: 'warnAboutRunsv', params: faultOf }, 'stopOrphans', 'dropRunsv'] },
        'runsvdir.terminate': { target: 'gone', actions: 'tellAll' },
      },
      states: {
        telling: {
          entry: 'tellSome',
          always: { guard: 'areTold', target: 'told' },
          after: { tellPause: { target: 'telling', reenter: true } },
          on: { 'runsvdir.hurry': { target: 'told', actions: 'tellAll' } },
        },
        told: {},
      },
    },
    gone: { type: 'final' },
  },
});
