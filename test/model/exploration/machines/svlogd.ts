import type { AnyEventObject } from 'xstate';
import { svlogdMachine } from '../../../../machines/svlogd.ts';
import { isDone, machineModel, rule, toldTo, type World } from '../support/machine-model.ts';
import type { Order } from '../support/plain-tree.ts';

type Place = 'a' | 'b';
/** What a directory has been asked and not answered, or what it is. */
type Condition = 'opening' | 'shutting' | 'closing' | 'open' | 'unusable' | 'shut' | 'closed';

/** A logger of two directories. */
export type Logger = {
  readonly places: Readonly<Record<Place, Condition>>;
  readonly reads: boolean;
  readonly hasEnded: boolean;
  readonly leaves: boolean;
};

const PLACES: readonly Place[] = ['a', 'b'];
const ANSWERS: Readonly<Partial<Record<Condition, readonly Condition[]>>> = {
  opening: ['open', 'unusable'],
  shutting: ['shut'],
  closing: ['closed'],
  // It was removed, and cannot be made again.
  open: ['unusable'],
};
const NEWS: Readonly<Record<string, string>> = {
  open: 'log.opened',
  unusable: 'log.unusable',
  shut: 'log.shut',
  closed: 'log.closed',
};
const ASKED: Readonly<Record<string, Condition>> = {
  'log.open': 'opening',
  'log.reload': 'shutting',
  'log.close': 'closing',
};

const facts = ({ account }: World<Logger>): Record<string, AnyEventObject> => ({
  reload: { type: 'svlogd.reload' },
  rotate: { type: 'svlogd.rotate' },
  terminate: { type: 'svlogd.terminate' },
  ...(account.reads && !account.hasEnded && { 'the input ends': { type: 'source.ended' } }),
  ...Object.fromEntries(
    PLACES.flatMap((place) =>
      (ANSWERS[account.places[place]] ?? []).map((answer) => [`${place} is ${answer}`, { type: NEWS[answer]!, place }]),
    ),
  ),
});

const afterMove = (account: Logger, move: string): Logger => {
  const [first, , condition] = move.split(' ');
  if (move === 'terminate') return { ...account, leaves: true };
  if (move === 'the input ends') return { ...account, hasEnded: true };
  return first === 'a' || first === 'b'
    ? { ...account, places: { ...account.places, [first]: condition as Condition } }
    : account;
};

const isUsable = ({ places }: Logger): boolean => Object.values(places).some((one) => one !== 'unusable');

const afterOrder = (account: Logger, order: Order): Logger => {
  if (order.type === 'tell' && order.port in account.places) {
    const asked = ASKED[order.event.type];
    return asked ? { ...account, places: { ...account.places, [order.port]: asked } } : account;
  }
  if (order.type === 'tell' && order.port === 'source') {
    if (order.event.type === 'source.read')
      rule(Object.values(account.places).includes('open'), 'input is read when it can be written');
    else rule(account.leaves, 'a line is cut short only at the end');
    return { ...account, reads: true };
  }
  if (order.type !== 'done') return account;
  const { exitCode } = order.output as { exitCode: number };
  rule(exitCode === (isUsable(account) ? 0 : 111), '111: no directory can be logged to');
  rule(exitCode !== 0 || Object.values(account.places).every((one) => one === 'closed'), 'it ends when all is closed');
  return account;
};

const judge = (before: Logger, move: string, orders: readonly Order[]): Logger => {
  const account = orders.reduce(afterOrder, afterMove(before, move));
  if (move === 'rotate' && before.reads && !before.leaves && !before.hasEnded && !isDone(orders))
    rule(
      PLACES.every((place) => toldTo(orders, place).length === 1),
      'all are told to rotate',
    );
  return account;
};

const account: Logger = { places: { a: 'opening', b: 'opening' }, reads: false, hasEnded: false, leaves: false };

export const SVLOGD = machineModel<Logger>({
  name: 'svlogd',
  machine: svlogdMachine,
  starts: {
    begins: { input: { directories: PLACES.map((place) => ({ place, directory: place })) }, account },
  },
  facts,
  judge,
  facets: ({ conditions, leaving, exitCode }, told) => [conditions, leaving, exitCode, told],
});
