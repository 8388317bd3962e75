import type { SuperviseOrder } from '../../../../machines/ports.ts';
import { type Account, beginning, type Role, type Want } from '../service/account.ts';
import { judged } from '../service/rules.ts';
import { rule } from '../support/machine-model.ts';
import type { Order } from '../support/plain-tree.ts';

export const ROLES: readonly Role[] = ['main', 'log'];

/** A service and its logger under one runsv: an account of each that is there, and of what they have to do with each other. */
export type Pair = {
  readonly services: Readonly<Partial<Record<Role, Account>>>;
  readonly hasLog: boolean;
  /** Told to leave for good: no letter takes it back. */
  readonly isFinal: boolean;
  /** runsv has its own end of the pipe open, so that the logger cannot come to its end. */
  readonly isPipeOpen: boolean;
  readonly hasEnded: boolean;
  /** What the service that has gone had been told last: p and c outlive it. */
  readonly wasPaused: boolean;
  /** What is left of the second of rest of a service that has gone, in milliseconds: called back, it has to rest (R17). */
  readonly rest: number;
};

/** What happened, as each of the two hears of it. */
export type Heard = {
  readonly moves: Readonly<Partial<Record<Role, readonly string[]>>>;
  /** A letter that calls the service back. */
  readonly recall?: 'u' | 'o' | 'd' | undefined;
  readonly isFinal?: boolean;
  /** Milliseconds that went by. */
  readonly passed: number;
  /** Who is there afterwards. */
  readonly there: readonly Role[];
};

/** Orders of one of the two, as if it were alone. */
export const ordersOf = (role: Role, orders: readonly Order[]): Order[] =>
  orders.flatMap((order): Order[] => {
    if (order.type === 'done') return [];
    if (order.port.startsWith(`${role}/`)) return [{ ...order, port: order.port.slice(role.length + 1) }];
    const isOurs = order.type === 'tell' && (order.event as SuperviseOrder & { role?: Role }).role === role;
    return isOurs ? [order] : [];
  });

/** As the letter asks for it that called it back; u and o want it to run, d that it stays. */
const recalled = (letter: 'u' | 'o' | 'd', { wasPaused, rest }: Pair): Account => ({
  ...beginning('main', letter === 'u' ? 'up' : 'down'),
  once: letter === 'o',
  paused: wasPaused,
  rest,
  age: rest > 0 ? 1000 - rest : Number.POSITIVE_INFINITY,
  restsUntil: rest > 0 ? 1000 : 0,
});

/** What is left of the rest of the service, gone or about to go. */
const restLeft = (before: Pair, last: Account | undefined, passed: number): number =>
  Math.max(0, last ? last.restsUntil - last.age : before.rest - passed);

/** Holds one of the two against its own account, to its last step; undefined: it was not there. */
const served = (pair: Pair, role: Role, heard: Heard, orders: readonly Order[]): Account | undefined => {
  const before = pair.services[role];
  if (!before) return undefined;
  const { moves, passed, there } = heard;
  const heardOf = moves[role] ?? [];
  // Whoever hears of time in a move of its own counts it there.
  const aged = heardOf.some((move) => /late$|ms pass/.test(move)) ? before : { ...before, age: before.age + passed };
  const left: Order[] = there.includes(role) ? [] : [{ type: 'done', output: undefined }];
  return judged(aged, heardOf, [...ordersOf(role, orders), ...left]);
};

const pipeOrders = (orders: readonly Order[]): string[] =>
  orders.flatMap((order) =>
    order.type === 'tell' && order.event.type.startsWith('logpipe.') ? [order.event.type] : [],
  );

/** What the two owe each other, as runsv(8) has it: the service goes first, its logger reads to the end, then runsv goes. */
const together = (before: Pair, after: Pair, orders: readonly Order[]): void => {
  const { main, log } = after.services;
  rule(!before.services.log || !!log || !main, 'a logger leaves after its service');
  rule(!main || after.isPipeOpen, 'a service finds its pipe open');
  rule(!after.isFinal || !!before.services.main || !main, 'who was told to leave for good is not called back');
  rule(
    Boolean(main) || !log?.process?.alive || !after.isPipeOpen,
    'a logger whose service has gone can come to the end of its pipe',
  );
  rule(pipeOrders(orders).length <= 1, 'the pipe is let go of, or taken hold of, once');
  rule(after.hasEnded === (!main && !log), 'runsv ends when both have gone, and then');
};

/** Holds what a step ordered against the account, and brings that up to date. */
export const judgedPair = (before: Pair, heard: Heard, orders: readonly Order[]): Pair => {
  const isBack = heard.recall !== undefined && !before.services.main && !before.isFinal;
  const hadMain = before.services.main !== undefined;
  const hasMain = heard.there.includes('main');
  const services = isBack ? { ...before.services, main: recalled(heard.recall!, before) } : before.services;
  const news = [...(isBack ? ['service.resume'] : []), ...(hadMain && !hasMain ? ['service.drain'] : [])];
  const moves = { ...heard.moves, log: [...(heard.moves.log ?? []), ...news] };
  const pair = { ...before, services, isFinal: before.isFinal || heard.isFinal === true };
  rule(hasMain === (isBack || (hadMain && hasMain)), 'nobody comes back uncalled');
  const last = { main: served(pair, 'main', heard, orders), log: served(pair, 'log', { ...heard, moves }, orders) };
  const [main, log] = ROLES.map((role) => (heard.there.includes(role) ? last[role] : undefined));
  const [pipe] = pipeOrders(orders);
  const after: Pair = {
    ...pair,
    services: { ...(main && { main }), ...(log && { log }) },
    isPipeOpen: pipe ? pipe === 'logpipe.open' : before.isPipeOpen,
    wasPaused: last.main?.paused ?? before.wasPaused,
    rest: restLeft(before, last.main, heard.passed),
    hasEnded: orders.some(({ type }) => type === 'done'),
  };
  together(before, after, orders);
  return after;
};

/** A pair that runsv has just taken up. */
export const beginningPair = (want: Want, logWant: Want | undefined, found?: 'run'): Pair => ({
  services: {
    main: beginning('main', want, found),
    ...(logWant && { log: beginning('log', logWant, found) }),
  },
  hasLog: logWant !== undefined,
  isFinal: false,
  isPipeOpen: true,
  hasEnded: false,
  wasPaused: false,
  rest: 0,
});
