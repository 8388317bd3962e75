import type { KeptService } from '../../../../machines/rules/kept.ts';
import { serviceMachine } from '../../../../machines/service.ts';
import { type Chart, chartOf } from '../support/chart.ts';
import type { Model } from '../support/explore.ts';
import { PlainActor } from '../support/plain-actor.ts';
import { Grove } from '../support/plain-tree.ts';
import { beginning, type Role, type Want } from './account.ts';
import { judged } from './rules.ts';
import { keyOf, ServiceMoves, type ServiceWorld } from './world.ts';

export type ServiceModel = Model<ServiceWorld> & {
  readonly role: Role;
  readonly chart: Chart<typeof serviceMachine>;
};

const FOUND = ['run', 'finish'] as const;

/** What a service goes on with that was handed over in the midst of a pause. */
export const IN_A_PAUSE: KeptService = {
  want: 'up',
  once: false,
  spared: false,
  paused: false,
  gotTerm: false,
  program: undefined,
  since: 0,
  startedAt: -60_000,
  endedAt: -700,
  rest: 300,
};

/**
 * One service over plain ports, in every situation that it can begin in.
 *
 * @param letters those that are given to it. `a i q 1 2` are told apart from `h` by their signal alone.
 * @param mostPending no more letters come while so many wait: their order grows without a bound otherwise.
 */
export const serviceModel = (role: Role, letters: string, mostPending: number): ServiceModel => {
  const chart = chartOf(serviceMachine);
  const actor = new PlainActor(chart.machine);
  const moves = new ServiceMoves(new Grove(actor), role, letters, mostPending);
  const input = { place: 'p', role, files: actor.outsider('supervise'), at: { elapsed: 0, wall: 0 } };
  const begin = (want: Want, file?: 'run' | 'finish') => {
    const since = { elapsed: -60_000, wall: 0 };
    const adoptable = file && { file, pid: 7, since, want, paused: false, gotTerm: false, once: true };
    return judge(beginning(role, want, file), `begins ${want}`, moves.begin({ ...input, want, adoptable }));
  };
  const beginInAPause = () => {
    const account = { ...beginning(role, 'up'), rest: IN_A_PAUSE.rest! };
    return judge(account, 'begins up', moves.begin({ ...input, want: 'down', kept: IN_A_PAUSE }));
  };
  const judge = (account: ServiceWorld['account'], move: string, world: ServiceWorld): ServiceWorld => ({
    ...world,
    account: judged(account, [move], world.orders),
  });
  const found = role === 'main' ? FOUND : FOUND.slice(0, 1);
  return {
    name: `service of ${role} with ${letters}`,
    role,
    chart,
    starts: [
      ...(['up', 'down', 'exit'] as const).flatMap((want) => [
        ...(want === 'exit' ? [] : [[`wanted ${want}`, () => begin(want)] as const]),
        ...found.map((file) => [`found ${file} and wanted ${want}`, () => begin(want, file)] as const),
      ]),
      ['handed over in a pause', beginInAPause],
    ],
    moves: (world) => moves.of(world).map(([name, next]) => [name, () => judge(world.account, name, next())] as const),
    key: keyOf,
    take: chart.take,
  };
};
