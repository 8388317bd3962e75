import type { AnyEventObject } from 'xstate';
import { logDirectoryMachine } from '../../../../machines/log-directory.ts';
import { machineModel, rootOf, rule, toldTo, type World } from '../support/machine-model.ts';
import { PARENT } from '../support/plain-actor.ts';
import type { Order } from '../support/plain-tree.ts';

/** A log directory as svlogd(8) and COMPATIBILITY.md have it. */
export type Log = {
  /** The step that has been ordered and not answered. */
  readonly due: string | undefined;
  /** Lines are taken: between `resume` and what interrupts it. */
  readonly takes: boolean;
  readonly isOpen: boolean;
  readonly processing: string | undefined;
  /** Its output cannot be put in place: it is tried again. */
  readonly isBlocked: boolean;
  /** Told to end. */
  readonly leaves: boolean;
  /** Told to close and wait: not told to open again yet. */
  readonly isShut: boolean;
  readonly isClosed: boolean;
};

const NEW: Log = {
  due: undefined,
  takes: false,
  isOpen: false,
  processing: undefined,
  isBlocked: false,
  leaves: false,
  isShut: false,
  isClosed: false,
};

const blocked = (step: string): AnyEventObject => ({ type: 'files.blocked', step });
const opened = (age: number, ...unprocessed: readonly string[]): AnyEventObject => ({
  type: 'files.opened',
  age,
  unprocessed,
});

const ANSWERS: Readonly<Record<string, Readonly<Record<string, AnyEventObject>>>> = {
  'files.open': {
    opens: opened(0),
    'opens with an age': opened(1500),
    // Longer than a timer of Node's can be.
    'opens with a great age': opened(100_000_000),
    'opens with an old log': opened(0, 'b.u'),
    'is unusable': { type: 'files.unusable' },
    'opening blocks': blocked('files.open'),
    'is found removed at its opening': { type: 'files.gone' },
  },
  'files.write': {
    writes: { type: 'files.written' },
    'writing blocks': blocked('files.write'),
    'is full': { type: 'files.full' },
  },
  'files.rotate': {
    rotates: { type: 'files.rotated', unprocessed: undefined },
    'rotates for the processor': { type: 'files.rotated', unprocessed: 'b.u' },
    'rotating blocks': blocked('files.rotate'),
    'is found removed at its rotation': { type: 'files.gone' },
  },
  'files.prune': { prunes: { type: 'files.pruned' }, 'pruning blocks': blocked('files.prune') },
  'files.close': { closes: { type: 'files.closed' }, 'closing blocks': blocked('files.close') },
};

const WRITING: Readonly<Record<string, AnyEventObject>> = {
  'is full': { type: 'files.full' },
  'writing blocks': blocked('files.write'),
  'is removed': { type: 'files.gone' },
};

const PROCESSING: Readonly<Record<string, AnyEventObject>> = {
  'the processor is done': { type: 'processor.done' },
  'the processor fails': { type: 'processor.failed' },
  'the processor is blocked': { type: 'processor.blocked' },
};

const facts = ({ account }: World<Log>): Record<string, AnyEventObject> => ({
  rotate: { type: 'log.rotate' },
  ...(!account.leaves && { reload: { type: 'log.reload' }, close: { type: 'log.close' } }),
  ...(account.isShut && { open: { type: 'log.open' } }),
  ...(account.due && ANSWERS[account.due]),
  ...(account.takes && WRITING),
  ...(account.processing && !account.isBlocked && PROCESSING),
});

const afterMove = (account: Log, move: string): Log => {
  if (move === 'close') return { ...account, leaves: true };
  if (move === 'open') return { ...account, isShut: false };
  if (move === 'the processor is blocked') return { ...account, isBlocked: true };
  if (move === 'the processor is done' || move === 'the processor fails') return { ...account, processing: undefined };
  const answered = account.due && move in ANSWERS[account.due]!;
  const isInterrupted = account.takes && move in WRITING;
  return {
    ...account,
    ...(answered && { due: undefined }),
    ...(isInterrupted && { takes: false }),
    ...(answered && account.due === 'files.open' && { isOpen: move.startsWith('opens') }),
    ...(answered && account.due === 'files.close' && { isOpen: false }),
  };
};

const afterFiles = (account: Log, step: string): Log => {
  rule(account.due === undefined, 'a step is ordered when the one before it has been answered');
  rule(!account.isClosed, 'what is closed is left alone');
  if (step === 'files.resume') {
    rule(account.isOpen, 'lines are taken where a log is open');
    return { ...account, takes: true };
  }
  rule(step === 'files.open' || step === 'files.close' || account.isOpen, `${step} needs an open log`);
  return { ...account, due: step, takes: false };
};

const afterNews = (account: Log, news: string): Log => {
  if (news === 'log.opened') rule(account.isOpen, 'opened is told of a log that is open');
  if (news === 'log.closed') {
    rule(account.leaves, 'closed when told to');
    return { ...account, isClosed: true, isShut: false, takes: false };
  }
  return news === 'log.shut' ? { ...account, isShut: true } : account;
};

const afterOrder = (account: Log, order: Order): Log => {
  if (order.type === 'tell' && order.port === 'files') return afterFiles(account, order.event.type);
  if (order.type === 'tell' && order.port === PARENT) return afterNews(account, order.event.type);
  if (order.type === 'tell') {
    rule(account.isBlocked, 'a processor is asked again only where it was blocked');
    return { ...account, isBlocked: false };
  }
  if (order.type === 'open' && order.port === 'processor') {
    rule(account.processing === undefined, 'one processor at a time');
    return { ...account, processing: (order.input as { log: string }).log, isBlocked: false };
  }
  return order.type === 'close' && order.port === 'processor'
    ? { ...account, processing: undefined, isBlocked: false }
    : account;
};

const judge = (before: Log, move: string, orders: readonly Order[], world: World<Log>): Log => {
  const account = orders.reduce(afterOrder, afterMove(before, move));
  const context = rootOf(world).context as { due: boolean };
  const isWriting = rootOf(world).matches({ log: 'writing' });
  rule(!isWriting || account.takes, 'who writes takes lines');
  rule(!isWriting || !context.due, 'a rotation that is due comes before more lines');
  rule(!account.isClosed || rootOf(world).matches({ log: 'closed' }), 'closed is told at the end');
  if (move === 'rotate' && before.takes)
    rule(
      toldTo(orders, 'files').some(({ type }) => type === 'files.rotate'),
      'rotate rotates',
    );
  return account;
};

export const LOG_DIRECTORY = machineModel<Log>({
  name: 'log-directory',
  machine: logDirectoryMachine,
  starts: { begins: { input: { place: 'p', directory: 'd' }, account: NEW } },
  facts,
  judge,
  facets: (
    { due, step, ageLeft, queue, leaving, reloading },
    { due: asked, processing, isBlocked, leaves, isShut },
  ) => [
    [due, step, Number(ageLeft) > 86_400_000, queue, leaving, reloading],
    [asked, processing, isBlocked, leaves, isShut],
  ],
});
