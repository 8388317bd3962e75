import type { AnyEventObject } from 'xstate';
import { initMachine } from '../../../../machines/init.ts';
import { runsvProcessMachine } from '../../../../machines/runsv-process.ts';
import { upgradeMachine } from '../../../../machines/upgrade.ts';
import { isDone, machineModel, rule, toldTo } from '../support/machine-model.ts';
import type { Order } from '../support/plain-tree.ts';

const exitCodeOf = (orders: readonly Order[]): number | undefined =>
  orders.flatMap((order) => (order.type === 'done' ? [(order.output as { exitCode: number }).exitCode] : []))[0];

/** The exit code that its end is told with. */
const ENDS: Readonly<Record<string, readonly [AnyEventObject, number]>> = {
  'exits 0': [{ type: 'program.exited', status: { code: 0, signal: null, core: false } }, 0],
  'exits 5': [{ type: 'program.exited', status: { code: 5, signal: null, core: false } }, 5],
  // Not as one that cannot start, which is left alone for a while.
  'dies of 9': [{ type: 'program.exited', status: { code: null, signal: 9, core: false } }, 0],
  fails: [{ type: 'program.failed' }, 111],
  'is refused': [{ type: 'program.refused' }, 111],
};

/** A runsv that is a program of its own. */
export const RUNSV_PROCESS = machineModel<null>({
  name: 'runsv-process',
  machine: runsvProcessMachine,
  starts: { begins: { input: { place: 'p', directory: 'd', label: 'd', session: false }, account: null } },
  facts: () => ({
    leave: { type: 'runsv.leave' },
    ...Object.fromEntries(Object.entries(ENDS).map(([move, [event]]) => [move, event])),
  }),
  judge: (account, move, orders) => {
    if (move === 'leave')
      rule(
        toldTo(orders, 'process').some(({ signal }) => signal === 'SIGTERM'),
        'told to leave, it tells its process',
      );
    if (move in ENDS) rule(exitCodeOf(orders) === ENDS[move]![1], 'its end is that of its process');
    return account;
  },
  facets: () => null,
});

/** Process 1 of a container: whether it has been told to stop, and what its main service ended with. */
type Container = {
  readonly stops: boolean;
  readonly main: number | undefined;
  readonly isLate: boolean;
  readonly isBroken: boolean;
};

const afterInit = (account: Container, move: string): Container => {
  if (move === 'stop') return { ...account, stops: true };
  if (move === 'main ends with 3') return { ...account, stops: true, main: 3 };
  if (move.startsWith('1000 ms pass')) return { ...account, isLate: true };
  return move === 'runsvdir breaks' ? { ...account, isBroken: true } : account;
};

const judgeInit = (before: Container, move: string, orders: readonly Order[]): Container => {
  const account = afterInit(before, move);
  const told = toldTo(orders, 'runsvdir').map(({ type }) => type);
  if (account.stops && !before.stops) rule(told.includes('runsvdir.hangup'), 'a stop stops all services');
  if (move === 'rescan' && !before.stops) rule(told.includes('runsvdir.rescan'), 'a rescan is passed on');
  if (isDone(orders))
    rule(
      exitCodeOf(orders) === (account.main ?? (account.isLate || account.isBroken ? 111 : 0)),
      "its exit code is its main service's, else tells whether all went well",
    );
  return account;
};

export const INIT = machineModel<Container>({
  name: 'init',
  machine: initMachine,
  starts: {
    begins: {
      input: { directory: 'd', patience: 8000 },
      account: { stops: false, main: undefined, isLate: false, isBroken: false },
    },
  },
  facts: () => ({
    stop: { type: 'init.stop' },
    rescan: { type: 'init.rescan' },
    'main ends with 3': { type: 'main.ended', exitCode: 3 },
    'runsvdir is gone': { type: 'xstate.done.actor.runsvdir', output: { exitCode: 111 } },
    'runsvdir breaks': { type: 'xstate.error.actor.runsvdir', error: new Error('broken') },
  }),
  judge: judgeInit,
  facets: (_, account) => account,
});

/** An upgrade: whether the new program can be started, and why it has not taken the place of this one. */
type Upgrade = { readonly isProbed: boolean; readonly reason: RegExp | undefined };

const REFUSALS: Readonly<Record<string, RegExp>> = {
  'the probe fails': /^broken$/,
  'the exec fails': /^no memory$/,
  '10000 ms pass in upgrade.probing': /^the new program has said nothing for 10 seconds$/,
  '10000 ms pass in upgrade.settling': /^no quiet moment in 10 seconds: (web|undefined) is /,
};

const judgeUpgrade = (before: Upgrade, move: string, orders: readonly Order[]): Upgrade => {
  const account = { isProbed: before.isProbed || move === 'the probe passes', reason: REFUSALS[move] };
  const replaces = orders.filter((order) => order.type === 'open' && order.port === 'replace');
  rule(replaces.length === 0 || account.isProbed, 'only what can be started takes the place of this');
  for (const order of replaces)
    rule(
      (order as { input: { successor?: { version: string } } }).input.successor?.version === '2',
      'it becomes what was probed',
    );
  if (isDone(orders)) {
    const { reason } = (orders.at(-1) as { output?: { reason: string } }).output!;
    rule(account.reason?.test(reason) ?? false, `it says why: ${reason}`);
  } else rule(account.reason === undefined, 'what is refused is over');
  return account;
};

export const UPGRADE = machineModel<Upgrade>({
  name: 'upgrade',
  machine: upgradeMachine,
  starts: { begins: { input: {}, account: { isProbed: false, reason: undefined } } },
  facts: (world) => {
    if (!world.account.isProbed)
      return {
        'the probe passes': { type: 'probe.passed', successor: { version: '2', command: ['node'] } },
        'the probe fails': { type: 'probe.failed', reason: 'broken' },
      };
    if (!world.tree.ports.has('replace')) return {};
    return {
      'a service is busy': { type: 'replace.busy', by: 'web' },
      'the exec fails': { type: 'replace.failed', reason: 'no memory' },
    };
  },
  judge: judgeUpgrade,
  facets: ({ busy }, account) => [busy, account.isProbed],
});
