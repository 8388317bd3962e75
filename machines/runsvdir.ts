import {
  type ActorRefFrom,
  type AnyActor,
  type AnyActorRef,
  assign,
  createActor,
  type DoneActorEvent,
  type ErrorActorEvent,
  raise,
  sendTo,
  setup,
} from 'xstate';
import {
  type RunsvInput,
  type RunsvOrder,
  type RunsvOutput,
  type ScanFact,
  type ScanInput,
  type ScanOrder,
  type SeenEntry,
  unprovided,
} from './ports.ts';
import type { KeptSlot } from './rules/kept.ts';
import { byKey, verdictOn } from './rules/reconcile.ts';
import { isSettled } from './rules/settled.ts';
import { runsvMachine } from './runsv.ts';

/** How soon the scanner looks again after something happened that may need it, in milliseconds. */
export const REVISIT_PAUSE = 1000;

/** One service directory. The scanner forgets it only when its runsv has ended. */
export type ServiceSlot = {
  readonly key: string;
  /** Its name in the directory, as last seen; a running runsv keeps the name it was started with. */
  name: string;
  actor: ActorRefFrom<typeof runsvMachine> | undefined;
  /** The directory is gone, or replaced; its runsv has been told to leave. */
  removed: boolean;
  /** Its link led nowhere at the last look. */
  missed: boolean;
  /** The last runsv could not go on: tried again at the scanner's own pace, not at once. */
  failed: boolean;
};

export type RunsvdirInput = {
  readonly directory: string;
  readonly session: boolean;
  /** What the program before this one has handed over: supervised from the first moment, before any look. */
  readonly kept?: readonly KeptSlot[] | undefined;
};
export type RunsvdirOutput = { readonly exitCode: number };

export type RunsvdirContext = Omit<RunsvdirInput, 'kept'> & {
  /** Those that were open when they were handed over. */
  readonly kept: readonly string[];
  /**
   * By device and inode. The map is changed in place and shared by all snapshots: a copy of it, or XState's own
   * `children`, would cost as much as there are services at every change.
   */
  readonly services: Map<string, ServiceSlot>;
  /** Those of them that have no runsv: of ten thousand only these are gone through every few seconds. In place, too. */
  readonly waiting: Set<ServiceSlot>;
  /** The first look is over: from here on, what appears may still be in the making. */
  readonly scanned: boolean;
  readonly exitCode: number;
};

export type RunsvdirEvent =
  | ScanFact
  | { readonly type: 'runsvdir.terminate' | 'runsvdir.hangup' | 'runsvdir.rescan' }
  /** Something is not as it should be yet: look again soon. */
  | { readonly type: 'runsvdir.unsettled' }
  | DoneActorEvent
  | ErrorActorEvent;

const scanInput = ({ context: { directory, waiting } }: { context: RunsvdirContext }): ScanInput => ({
  directory,
  isWaitedFor: () => waiting.size > 0,
});

/** Where a hosted runsv finds its directory: the scanned directory's path and the name in it. */
const runsvInput = ({ directory, session }: RunsvdirContext, { key, name }: ServiceSlot): RunsvInput => ({
  place: key,
  key,
  directory: `${directory}/${name}`,
  label: name,
  session,
});

/** Tells runsvs of directories that are gone to leave; true where one deserves a second look. */
const removeUnseen = (
  { services, waiting }: RunsvdirContext,
  seen: ReadonlyMap<string, SeenEntry>,
  unknown: ReadonlySet<string>,
  dangling: ReadonlySet<string>,
): boolean => {
  let unsure = false;
  for (const slot of services.values()) {
    if (slot.removed) continue;
    const verdict = verdictOn(slot, seen.has(slot.key), unknown, dangling);
    slot.missed = verdict === 'miss';
    unsure ||= slot.missed;
    if (verdict !== 'remove') continue;
    slot.removed = true;
    if (slot.actor) slot.actor.send({ type: 'runsv.leave' } satisfies RunsvOrder);
    else {
      services.delete(slot.key);
      waiting.delete(slot);
    }
  }
  return unsure;
};

/** Told to leave, it was called back by a letter, as under runit. */
const isCalledBack = ({ actor }: ServiceSlot): boolean => {
  const main = actor?.getSnapshot().children.main;
  return main !== undefined && main.getSnapshot().context.want !== 'exit';
};

const addSlot = ({ services, waiting }: RunsvdirContext, key: string, name: string): void => {
  const slot = { key, name, actor: undefined, removed: false, missed: false, failed: false };
  services.set(key, slot);
  waiting.add(slot);
};

/** Makes slots for new directories, gives known ones their present names; true where one is still being made. */
const addSeen = (context: RunsvdirContext, seen: ReadonlyMap<string, SeenEntry>, now: number): boolean => {
  let waits = false;
  for (const [key, entry] of seen) {
    const { name } = entry;
    const slot = context.services.get(key);
    if (slot) Object.assign(slot, { name, removed: false });
    else if (!context.scanned || isSettled(entry, now)) addSlot(context, key, name);
    else waits = true;
  }
  return waits;
};

/** Slots of directories that are gone and whose runsv is not, by name. */
const leavingByName = (services: ReadonlyMap<string, ServiceSlot>): Map<string, ServiceSlot> => {
  const leaving = new Map<string, ServiceSlot>();
  for (const slot of services.values()) if (slot.removed) leaving.set(slot.name, slot);
  return leaving;
};

/** Who came back would keep the one that has its name from starting for good. */
const hasten = (slot: ServiceSlot): void => {
  if (isCalledBack(slot)) slot.actor!.send({ type: 'runsv.leave', final: true } satisfies RunsvOrder);
};

const startRunsv = (context: RunsvdirContext, slot: ServiceSlot, self: AnyActorRef): void => {
  const logic: typeof runsvMachine = (self as AnyActor).logic.implementations.actors.runsv;
  slot.actor = createActor(logic, { id: slot.key, parent: self, input: runsvInput(context, slot) });
  context.waiting.delete(slot);
  slot.actor.start();
};

/**
 * Starts a runsv for every slot that has none, and that a link leads to; true where one waits for the one whose name it
 * has. They are made by createActor with this actor as parent: `spawnChild` copies the list of all children at every
 * start.
 */
const startDown = (context: RunsvdirContext, self: AnyActorRef): boolean => {
  if (context.waiting.size === 0) return false;
  const leaving = leavingByName(context.services);
  let waits = false;
  for (const slot of context.waiting) {
    if (slot.failed || slot.missed) continue;
    const before = leaving.get(slot.name);
    if (before) {
      waits = true;
      hasten(before);
      continue;
    }
    startRunsv(context, slot, self);
  }
  return waits;
};

/** The slot of a directory that was handed over. */
const slotOf = ({ runsv: _, ...slot }: KeptSlot): [string, ServiceSlot] => [slot.key, { ...slot, actor: undefined }];

/** A runsv has ended: a removed directory is forgotten, another one gets a new runsv at the next look. */
const endOfRunsv = ({ services, waiting }: RunsvdirContext, slot: ServiceSlot, event: RunsvdirEvent): void => {
  slot.actor = undefined;
  slot.failed = 'output' in event && (event.output as RunsvOutput).exitCode !== 0;
  if (slot.removed) services.delete(slot.key);
  else waiting.add(slot);
};

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
  delays: { revisitPause: REVISIT_PAUSE },
  guards: {
    isEmpty: ({ context }) => context.services.size === 0,
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
      if (slot) endOfRunsv(context, slot, event);
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
    dropRunsv: ({ context, event }) => {
      if ('actorId' in event) context.services.delete(event.actorId);
    },
    tellAllToLeave: ({ context }) => {
      for (const slot of context.services.values()) slot.actor?.send({ type: 'runsv.leave', final: true });
    },
    scan: sendTo('scan', (_, params: { forced: boolean }): ScanOrder => ({ type: 'scan.now', forced: params.forced })),
    acknowledge: sendTo('scan', { type: 'scan.acknowledge' } satisfies ScanOrder),
    noteScanned: assign({ scanned: true }),
    endWith: assign((_, params: { exitCode: number }) => ({ exitCode: params.exitCode })),
  },
}).createMachine({
  id: 'runsvdir',
  context: ({ input: { kept, ...input } }) => {
    const services = new Map(kept?.map(slotOf));
    return {
      ...input,
      kept: kept?.filter(({ runsv }) => runsv).map(({ key }) => key) ?? [],
      services,
      waiting: new Set(services.values()),
      scanned: kept !== undefined,
      exitCode: 0,
    };
  },
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
    /** Every runsv was told to leave; this ends when the last one has. */
    leaving: {
      entry: ['startLast', 'tellAllToLeave'],
      always: { guard: 'isEmpty', target: 'gone' },
      on: {
        'xstate.done.actor.*': { actions: 'dropRunsv' },
        'xstate.error.actor.*': { actions: [{ type: 'warnAboutRunsv', params: faultOf }, 'stopOrphans', 'dropRunsv'] },
        'runsvdir.terminate': 'gone',
      },
    },
    gone: { type: 'final' },
  },
});
