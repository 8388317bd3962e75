import type { AnyEventObject } from 'xstate';
import type {
  KernelOrder,
  RequestFile,
  RequestsOrder,
  StageInput,
  StageOrder,
} from '../../../../machines/init-ports.ts';
import { runitMachine } from '../../../../machines/runit.ts';
import { isDone, machineModel, rule, type World } from '../support/machine-model.ts';
import type { Order } from '../support/plain-tree.ts';

/** Process 1, as runit(8) and COMPATIBILITY.md have it. */
export type System = {
  readonly isContained: boolean;
  readonly hasBooted: boolean;
  /** The stage that runs, and the highest that has. */
  readonly stage: number | undefined;
  readonly reached: number;
  readonly isTold: boolean;
  readonly handlesKeys: boolean;
  /** Files that it has looked at and not been told of. */
  readonly looks: readonly RequestFile[];
  /** All processes have been killed. */
  readonly isEmpty: boolean;
  readonly powerFails: boolean;
  readonly isRebootSet: boolean;
  readonly call: string | undefined;
};

const NEW: System = {
  isContained: false,
  hasBooted: false,
  stage: undefined,
  reached: 0,
  isTold: false,
  handlesKeys: false,
  looks: [],
  isEmpty: false,
  powerFails: false,
  isRebootSet: false,
  call: undefined,
};

const SIGNALS: Readonly<Record<string, AnyEventObject>> = {
  CONT: { type: 'runit.continue' },
  PWR: { type: 'runit.power' },
  INT: { type: 'runit.interrupt' },
  ALRM: { type: 'runit.alarm' },
  TERM: { type: 'runit.terminate' },
};

const exited = (code: number | null, signal: number | null = null): AnyEventObject => ({
  type: 'stage.exited',
  status: { code, signal, core: false },
});
const STAGE: Readonly<Record<string, AnyEventObject>> = {
  'stage exits 0': exited(0),
  'stage exits 1': exited(1),
  'stage exits 100': exited(100),
  'stage exits 111': exited(111),
  'stage dies of 9': exited(null, 9),
  'stage fails': { type: 'stage.failed' },
  'stage is refused': { type: 'stage.refused' },
};

const KEYS: Readonly<Record<string, AnyEventObject>> = {
  'keys finish': { type: 'keys.finished', crashed: false },
  'keys crash': { type: 'keys.finished', crashed: true },
};

const facts = ({ account }: World<System>): Record<string, AnyEventObject> => ({
  ...(!account.hasBooted && { boot: { type: 'runit.boot' } }),
  ...(account.hasBooted && SIGNALS),
  ...(account.stage !== undefined && STAGE),
  ...(account.handlesKeys && KEYS),
  ...Object.fromEntries(
    account.looks.flatMap((file) =>
      [true, false].map((isSet) => [`${file} is ${isSet ? '' : 'not '}set`, { type: 'requests.seen', file, isSet }]),
    ),
  ),
  ...(account.call && { 'the kernel refuses': { type: 'kernel.refused' } }),
});

const afterMove = (account: System, move: string): System => {
  const [first, ...words] = move.split(' ');
  if (move === 'boot') return { ...account, hasBooted: true };
  if (move === 'PWR') return { ...account, powerFails: true };
  if (first === 'stage') return { ...account, stage: undefined, isTold: false };
  if (first === 'keys') return { ...account, handlesKeys: false };
  if (move === 'the kernel refuses') return { ...account, call: undefined };
  if (words.at(-1) !== 'set') return account;
  return {
    ...account,
    looks: account.looks.filter((file) => file !== first),
    isRebootSet: first === 'reboot' ? words.length === 2 : account.isRebootSet,
  };
};

const afterStageStart = (account: System, stage: number): System => {
  rule(
    account.stage === undefined || stage === 3,
    'one stage at a time; only stage 3 may not wait for a stage 2 that does not end',
  );
  rule(stage >= account.reached, 'stages are not gone back');
  rule(stage !== 2 || account.reached >= 1, 'stage 1 comes first');
  return { ...account, stage, reached: stage, isTold: false };
};

const afterCall = (account: System, call: string): System => {
  rule(account.isEmpty, 'no call before all processes are killed');
  rule(
    call !== 'restart' || (account.isRebootSet && !account.powerFails),
    'a restart is asked for by its file, and by no power failure',
  );
  rule(call === 'restart' || !account.isRebootSet || account.powerFails, 'what asks for a restart gets one');
  return { ...account, call };
};

const afterTold = (account: System, port: string, event: AnyEventObject): System => {
  if (port === 'requests') {
    const order = event as RequestsOrder;
    if (order.type === 'requests.clear') return account;
    return account.looks.includes(order.file) ? account : { ...account, looks: [...account.looks, order.file].sort() };
  }
  if (port === 'kernel') {
    const order = event as KernelOrder;
    if (order.type === 'kernel.call') return afterCall(account, order.call);
    rule(account.reached === 3 && account.stage === undefined, 'processes are killed when stage 3 is over');
    return { ...account, isEmpty: true };
  }
  if (port !== 'stage') return account;
  const order = event as StageOrder;
  if (order.type === 'stage.killAll') return account;
  rule(account.stage === 2, 'only stage 2 is signalled');
  rule(order.signal !== 'SIGKILL' || account.isTold, 'KILL comes after TERM');
  return { ...account, isTold: account.isTold || order.signal === 'SIGTERM' };
};

const afterOrder = (account: System, order: Order): System => {
  if (order.type === 'tell') return afterTold(account, order.port, order.event);
  if (order.type === 'open' && order.port === 'stage')
    return afterStageStart(account, (order.input as StageInput).stage);
  if (order.type === 'open' && order.port === 'keys') {
    rule(!account.handlesKeys, 'one script for the keys at a time');
    return { ...account, handlesKeys: true };
  }
  if (order.type === 'close' && order.port === 'keys') return { ...account, handlesKeys: false };
  return order.type === 'close' && order.port === 'stage' ? { ...account, stage: undefined } : account;
};

const judge = (before: System, move: string, orders: readonly Order[]): System => {
  const account = orders.reduce(afterOrder, afterMove(before, move));
  rule(!isDone(orders) || account.isContained, "the machine's own process 1 never exits");
  rule(!isDone(orders) || account.isEmpty, 'process 1 exits when all others are gone');
  return account;
};

export const RUNIT = machineModel<System>({
  name: 'runit',
  machine: runitMachine,
  starts: {
    'on a machine': { input: { contained: false }, account: NEW },
    'in a container': { input: { contained: true }, account: { ...NEW, isContained: true } },
  },
  facts,
  judge,
  facets: (
    { contained, stopAsked, powerFails, wasRefused, exitCode },
    { looks, isTold, reached, call, isRebootSet },
  ) => [
    [contained, stopAsked, powerFails, wasRefused, exitCode],
    [looks, isTold, reached, call, isRebootSet],
  ],
});
