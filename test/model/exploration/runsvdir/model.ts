import { type AnyActorRef, type AnyEventObject, sendParent } from 'xstate';
import { runsvdirMachine } from '../../../../machines/runsvdir.ts';
import type { ServiceSlot } from '../../../../machines/runsvdir-context.ts';
import { type Keep, machineModel, rule, type World } from '../support/machine-model.ts';
import type { Order } from '../support/plain-tree.ts';
import { BEGINNING, type Scanner } from './account.ts';
import { afterMove } from './after-move.ts';
import { added, COMINGS, comingOf, completed, INODES, type Inode, keyOf, LOOKS, lookOf } from './looks.ts';

const ENDS: Readonly<Record<string, (actorId: string) => AnyEventObject>> = {
  ends: (actorId) => ({ type: `xstate.done.actor.${actorId}`, output: { exitCode: 0 }, actorId }),
  'cannot go on': (actorId) => ({ type: `xstate.done.actor.${actorId}`, output: { exitCode: 111 }, actorId }),
  breaks: (actorId) => ({ type: `xstate.error.actor.${actorId}`, error: new Error('broken'), actorId }),
};

/** What can become of a runsv that lives. */
const ends = (inode: Inode, { known }: Scanner): Record<string, AnyEventObject> => {
  const { runs, told, isBack } = known[inode] ?? {};
  if (!runs) return {};
  return {
    ...Object.fromEntries(Object.entries(ENDS).map(([how, event]) => [`${inode} ${how}`, event(keyOf(inode))])),
    // A letter, of which the scanner hears nothing.
    ...(told === 'leave' && !isBack && { [`${inode} is called back`]: { type: 'unheard' } }),
  };
};

const TO_THE_SCANNER: Readonly<Record<string, AnyEventObject>> = {
  ...Object.fromEntries(LOOKS.map((move) => [move, completed(lookOf(move)!)])),
  tick: { type: 'scan.ticked' },
  ALRM: { type: 'runsvdir.rescan' },
  HUP: { type: 'runsvdir.hangup' },
  TERM: { type: 'runsvdir.terminate' },
};

/** There is a look before one at new names alone. */
const ADDED = Object.fromEntries(COMINGS.map((move) => [move, added(comingOf(move)!)]));

const facts = ({ account }: World<Scanner>): Record<string, AnyEventObject> => ({
  ...TO_THE_SCANNER,
  ...(account.hasLooked && ADDED),
  ...ends('1', account),
  ...ends('2', account),
});

const inodeIn = (port: string): string => port.split(/[:/]/)[1]!;

const toldTo = (port: string, { type, ...event }: AnyEventObject): string => {
  if (type === 'scan.now') return event.forced ? 'forced scan' : 'scan';
  if (type === 'scan.acknowledge') return 'acknowledge';
  if (type === 'runsv.leave') return `leave ${inodeIn(port)}${event.final ? ' for good' : ''}`;
  return type === 'xstate.stop' ? `stop what ${inodeIn(port)} has` : `${type} of ${event.name}`;
};

/** Orders in the words of the account. */
const inWords = (orders: readonly Order[]): string[] =>
  orders.flatMap((order) => {
    if (order.type === 'tell') return [toldTo(order.port, order.event)];
    if (order.type === 'done') return [`ends with ${(order.output as { exitCode: number }).exitCode}`];
    if (order.type === 'close') return [];
    if (order.port === 'scan') return ['open scan'];
    const { directory, label } = order.input as { directory: string; label: string };
    rule(directory === `d/${label}`, 'a runsv is started where its name is');
    return [`start ${inodeIn(order.port)} as ${label}`];
  });

const judge = (before: Scanner, move: string, orders: readonly Order[], { tree }: World<Scanner>): Scanner => {
  const account = move === 'begins' ? before : afterMove(before, move);
  const [due, done] = [account.due, inWords(orders)].map((words) => [...words].sort().join(', '));
  rule(due === done, `what is due is "${due}", not "${done}"`);
  const { context } = tree.actors.get('')!;
  const bare = slotsIn(context).flatMap(({ key, actor }) => (actor ? [] : [key]));
  rule(bare.join() === waitingIn(context).sort().join(), 'the scanner knows who has no runsv');
  rule(!account.waits || account.hasEnded || account.isTold || tree.timers.size > 0, 'what waits is looked at again');
  return account;
};

/** The runsv of a directory, as the scanner can look into it: whether its service is to leave. */
const runsvOf = (inode: Inode, { known }: Scanner, keep: Keep): AnyActorRef => {
  const { told = 'nothing', isBack = false } = known[inode] ?? {};
  const context = { want: told === 'nothing' || isBack ? 'up' : 'exit' };
  const leave = (): void => void Object.assign(context, { want: 'exit' });
  return keep(keyOf(inode), { children: { main: keep(`${keyOf(inode)}/main`, { context }) } }, leave);
};

const slotsIn = ({ services }: Record<string, unknown>): ServiceSlot[] =>
  [...(services as ReadonlyMap<string, ServiceSlot>).values()].sort((one, other) => (one.key < other.key ? -1 : 1));

const waitingIn = ({ waiting }: Record<string, unknown>): string[] =>
  [...(waiting as ReadonlySet<ServiceSlot>)].map(({ key }) => key);

export const RUNSVDIR = machineModel<Scanner>({
  name: 'runsvdir',
  machine: runsvdirMachine.provide({
    actions: { warnAboutRunsv: sendParent((_, { name }) => ({ type: 'fault', name })) },
  }),
  starts: { begins: { input: { directory: 'd', session: false }, account: BEGINNING } },
  facts,
  judge,
  // In which order slots were made decides nothing but the order of starts.
  facets: (context, { known, waits }) => [
    context.scanned,
    waits,
    slotsIn(context).map(({ actor, ...slot }) => [...Object.values(slot), !actor]),
    INODES.map((inode) => known[inode]),
  ],
  copied: (context, account, keep) => {
    const slots = slotsIn(context).map((slot) => {
      const actor = slot.actor && runsvOf(inodeIn(slot.key) as Inode, account, keep);
      return { ...slot, actor };
    });
    const isWaiting = ({ key }: ServiceSlot): boolean => waitingIn(context).includes(key);
    return {
      ...context,
      services: new Map(slots.map((slot) => [slot.key, slot])),
      waiting: new Set(slots.filter(isWaiting)),
      // Two are told at once.
      untold: new Set(),
    };
  },
});
