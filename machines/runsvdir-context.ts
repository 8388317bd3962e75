import { type ActorRefFrom, type AnyActor, type AnyActorRef, createActor } from 'xstate';
import type { RunsvInput, RunsvOrder, SeenEntry } from './ports.ts';
import type { KeptSlot } from './rules/kept.ts';
import { verdictOn } from './rules/reconcile.ts';
import { isSettled } from './rules/settled.ts';
import type { runsvMachine } from './runsv.ts';

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
  /** Who is still to be told to leave, once all are. In place. */
  readonly untold: Set<ServiceSlot>;
  /** The first look is over: from here on, what appears may still be in the making. */
  readonly scanned: boolean;
  readonly exitCode: number;
};

/** The slot of a directory that was handed over. */
const slotOf = ({ runsv: _, ...slot }: KeptSlot): [string, ServiceSlot] => [slot.key, { ...slot, actor: undefined }];

/** What the scanner begins with: nothing, or what was handed over. */
export const runsvdirContext = ({ kept, ...input }: RunsvdirInput): RunsvdirContext => {
  const services = new Map(kept?.map(slotOf));
  return {
    ...input,
    kept: kept?.filter(({ runsv }) => runsv).map(({ key }) => key) ?? [],
    services,
    waiting: new Set(services.values()),
    untold: new Set(),
    scanned: kept !== undefined,
    exitCode: 0,
  };
};

/** Where a hosted runsv finds its directory: the scanned directory's path and the name in it. */
const runsvInput = ({ directory, session }: RunsvdirContext, { key, name }: ServiceSlot): RunsvInput => ({
  place: key,
  key,
  directory: `${directory}/${name}`,
  label: name,
  session,
});

/** Tells runsvs of directories that are gone to leave; true where one deserves a second look. */
export const removeUnseen = (
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
export const addSeen = (context: RunsvdirContext, seen: ReadonlyMap<string, SeenEntry>, now: number): boolean => {
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

/** The same of a look at new names alone: a directory that has another name keeps it, as the first of two counts. */
export const addCome = (context: RunsvdirContext, come: ReadonlyMap<string, SeenEntry>, now: number): boolean => {
  const isThere = (key: string): boolean => context.services.get(key)?.removed === false;
  return addSeen(context, new Map([...come].filter(([key]) => !isThere(key))), now);
};

/** Slots of directories that are gone and whose runsv is not, by name. */
const leavingByName = (services: ReadonlyMap<string, ServiceSlot>): Map<string, ServiceSlot> => {
  const leaving = new Map<string, ServiceSlot>();
  for (const slot of services.values()) if (slot.removed) leaving.set(slot.name, slot);
  return leaving;
};

export const tellForGood = ({ actor }: ServiceSlot): void =>
  actor?.send({ type: 'runsv.leave', final: true } satisfies RunsvOrder);

/** Who came back would keep the one that has its name from starting for good. */
const hasten = (slot: ServiceSlot): void => {
  if (isCalledBack(slot)) tellForGood(slot);
};

export const startRunsv = (context: RunsvdirContext, slot: ServiceSlot, self: AnyActorRef): void => {
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
export const startDown = (context: RunsvdirContext, self: AnyActorRef): boolean => {
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

/** A runsv has ended: a removed directory is forgotten, another one gets a new runsv at the next look, or tick if it failed. */
export const endOfRunsv = ({ services, waiting }: RunsvdirContext, slot: ServiceSlot, failed: boolean): void => {
  slot.actor = undefined;
  slot.failed = failed;
  if (slot.removed) services.delete(slot.key);
  else waiting.add(slot);
};

/**
 * All are to be told to leave for good. Who has a service is told in its turn; who has none yet at once, as it would start
 * one meanwhile.
 */
export const noteUntold = ({ services, untold }: RunsvdirContext): void => {
  for (const slot of services.values()) {
    if (slot.actor?.getSnapshot().children.main) untold.add(slot);
    else tellForGood(slot);
  }
};

/** Tells some of those whose turn has not come. */
export const tellSome = ({ untold }: RunsvdirContext, most: number): void => {
  let count = 0;
  for (const slot of untold) {
    if (++count > most) return;
    untold.delete(slot);
    tellForGood(slot);
  }
};
