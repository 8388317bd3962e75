import type { AnyEventObject } from 'xstate';
import type { SuperviseOrder } from '../../../../machines/ports.ts';
import { controlEvent } from '../../../../machines/rules/control-letter.ts';
import { runsvMachine } from '../../../../machines/runsv.ts';
import { EXIT_IN_TURN } from '../../../machines/support/exit-in-turn.ts';
import { IN_A_PAUSE } from '../service/model.ts';
import { isDone, machineModel, rootOf, rule, toldTo, type World } from '../support/machine-model.ts';
import type { Order } from '../support/plain-tree.ts';

/** A service directory, as runsv(8) and COMPATIBILITY.md have it, with its two services as ports. */
export type Directory = {
  readonly isOpen: boolean;
  readonly isAnnounced: boolean;
  readonly hasLog: boolean;
  /** Whether there are processes of an earlier runsv's to be stopped. */
  readonly hasFound: boolean;
  readonly isLeaving: boolean;
  /** Told to leave, and nothing takes it back. */
  readonly isFinal: boolean;
  readonly hasFailed: boolean;
  readonly runs: { readonly main: boolean; readonly log: boolean };
  /** The service is gone, and its logger has been told. */
  readonly drains: boolean;
  readonly isPipeOpen: boolean;
  /** An exit is to come when the letters have been heard that were written before. */
  readonly owesExit: boolean;
};

const UNOPENED: Directory = {
  isOpen: false,
  isAnnounced: false,
  hasLog: false,
  hasFound: false,
  isLeaving: false,
  isFinal: false,
  hasFailed: false,
  runs: { main: false, log: false },
  drains: false,
  isPipeOpen: true,
  owesExit: false,
};

const at = { elapsed: 0, wall: 0 };
const FOUND = { file: 'run', pid: 7, since: at, want: 'up', paused: false, gotTerm: false };
const half = (isDown: boolean, found = false) => ({ down: isDown, adoptable: found ? FOUND : undefined });
const DOWN = { ...IN_A_PAUSE, want: 'down', rest: undefined } as const;
const RUNS = { ...DOWN, want: 'up', program: { file: 'run', pid: 7 } } as const;
const handed = (kept: object) => ({ ...half(false), kept });
const opened = (main: object, log?: object): AnyEventObject => ({ type: 'supervise.opened', main, log, at });

const OPENINGS: Readonly<Record<string, AnyEventObject>> = {
  'opens alone': opened(half(false)),
  'opens down': opened(half(true)),
  'opens with a log': opened(half(false), half(false)),
  'opens and finds its service': opened(half(false, true)),
  'opens and finds its logger': opened(half(false), half(false, true)),
  'opens and goes on with its service': { ...opened(handed(RUNS)), final: false },
  'opens and goes on with a service that is told to leave for good': { ...opened(handed(RUNS)), final: true },
  'opens and goes on with its logger': { ...opened(handed(DOWN), handed(RUNS)), final: false },
  'opens and goes on with a service that is down': { ...opened(handed(DOWN)), final: false },
  'is busy': { type: 'supervise.busy' },
  'is unsure': { type: 'supervise.unsure' },
  'cannot be opened': { type: 'supervise.failed' },
};

const letter = (role: 'main' | 'log', byte: string): AnyEventObject => ({
  type: 'supervise.control',
  role,
  order: controlEvent(byte.charCodeAt(0)),
});

const facts = (world: World<Directory>): Record<string, AnyEventObject> => {
  const { isOpen, isAnnounced, hasLog, runs, drains, owesExit } = world.account;
  // A fault ends the actor: whoever is above starts it afresh.
  if (world.tree.ports.has('fault')) return {};
  const leaving = {
    TERM: { type: 'runsv.leave' },
    'is told to leave for good': { type: 'runsv.leave', final: true },
    'a fault': { type: 'supervise.faulted', cause: new Error('fault') },
  };
  if (rootOf(world).matches('waiting') || rootOf(world).matches('unsure')) return leaving;
  if (!isOpen) return { ...OPENINGS, ...leaving };
  if (!isAnnounced)
    return {
      ...leaving,
      'is announced': { type: 'supervise.announced' },
      'cannot be announced': { type: 'supervise.failed' },
    };
  return {
    ...leaving,
    ...Object.fromEntries([...'udoxt'].map((byte) => [byte, letter('main', byte)])),
    ...(owesExit && { 'letters are heard out': EXIT_IN_TURN }),
    ...(hasLog && Object.fromEntries([...'ud'].map((byte) => [`log ${byte}`, letter('log', byte)]))),
    ...(runs.main && {
      'the service is gone': { type: 'xstate.done.actor.main', output: { since: 0, paused: false } },
    }),
    ...(drains && { 'the logger reads': { type: 'log.attached' } }),
    ...(drains && runs.log && { 'the logger is gone': { type: 'xstate.done.actor.log' } }),
  };
};

const afterMove = (account: Directory, move: string): Directory => {
  if (move === 'TERM') return { ...account, isLeaving: true };
  if (move === 'is told to leave for good') return { ...account, isLeaving: true, isFinal: true };
  if (move.startsWith('cannot')) return { ...account, hasFailed: true };
  if (move.startsWith('opens'))
    return {
      ...account,
      isOpen: true,
      hasLog: /log/.test(move),
      hasFound: /finds|goes on with its|to leave/.test(move),
      isFinal: account.isFinal || /for good/.test(move),
    };
  if (move === 'letters are heard out') return { ...account, owesExit: false };
  if (move === 'is announced') return { ...account, isAnnounced: true };
  if (move === 'the service is gone') return { ...account, runs: { ...account.runs, main: false } };
  if (move === 'the logger is gone') return { ...account, runs: { ...account.runs, log: false } };
  return account;
};

const afterTold = (account: Directory, port: string, event: AnyEventObject): Directory => {
  const order = event as SuperviseOrder;
  if (order.type === 'supervise.announce') rule(account.isOpen, 'ok tells of a directory that is open');
  if (port === 'main' || port === 'log') rule(account.runs[port], `an order reaches a service that is there`);
  if (port === 'main' && account.isFinal)
    rule(
      !['control.up', 'control.once', 'control.down'].includes(event.type),
      'no letter undoes a leave that is final',
    );
  if (event.type === 'service.drain') {
    rule(!account.runs.main, 'a logger leaves after its service');
    return { ...account, drains: true };
  }
  if (event.type === 'service.resume') return { ...account, drains: false };
  if (order.type === 'supervise.exit') return { ...account, owesExit: true };
  if (event.type === 'logpipe.close') rule(account.drains, 'the pipe is closed when the service is gone');
  if (event.type === 'logpipe.close' || event.type === 'logpipe.open')
    return { ...account, isPipeOpen: event.type === 'logpipe.open' };
  return account;
};

const afterOpened = (account: Directory, port: string): Directory => {
  if (port !== 'main' && port !== 'log') return account;
  rule(account.isAnnounced, 'nothing is started before ok is there');
  rule(!account.runs[port], 'one of each');
  rule(port === 'log' || !account.hasLog || account.runs.log, 'the logger is there before its service');
  rule(port === 'log' || account.isPipeOpen, 'a service finds its pipe open');
  rule(!account.isFinal || account.hasFound, 'who is told to leave for good starts nothing anew');
  return { ...account, runs: { ...account.runs, [port]: true }, drains: port === 'log' && account.drains };
};

const afterOrder = (account: Directory, order: Order): Directory => {
  if (order.type === 'tell') return afterTold(account, order.port, order.event);
  if (order.type === 'open') return afterOpened(account, order.port);
  if (order.type === 'close') return account;
  rule(!account.runs.main && !account.runs.log, 'runsv leaves nobody behind');
  rule((order.output as { exitCode: number }).exitCode === (account.hasFailed ? 111 : 0), '111: could not go on');
  return account;
};

const judge = (before: Directory, move: string, orders: readonly Order[], world: World<Directory>): Directory => {
  const account = orders.reduce(afterOrder, afterMove(before, move));
  const announced = toldTo(orders, 'supervise').map(({ type }) => type);
  if (announced.includes('supervise.announce'))
    rule(
      announced.filter((type) => type === 'status.write').length === (account.hasLog ? 2 : 1),
      'files come before ok',
    );
  if (move === 'the service is gone')
    rule(isDone(orders) || account.drains, 'a service that is gone takes its runsv along');
  if (before.isAnnounced && move === 'TERM')
    rule(account.owesExit, 'told to leave, it does so after what was written before');
  if (move === 'letters are heard out' && before.runs.main)
    rule(
      toldTo(orders, 'main').some(({ type }) => type === 'control.exit'),
      'letters heard out, it tells its service',
    );
  if (account.isFinal && rootOf(world).matches('supervising') && before.isFinal !== account.isFinal)
    rule(
      toldTo(orders, 'main').some(({ type }) => type === 'control.exit'),
      'told to leave, it tells its service',
    );
  return account;
};

export const RUNSV = machineModel<Directory>({
  name: 'runsv',
  machine: runsvMachine,
  starts: {
    begins: { input: { place: 'p', directory: 'd', label: 'd', session: false }, account: UNOPENED },
  },
  facts,
  judge,
  facets: (_, account) => account,
});
