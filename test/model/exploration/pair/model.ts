import type { AnyEventObject, AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import { runsvMachine } from '../../../../machines/runsv.ts';
import { serviceMachine } from '../../../../machines/service.ts';
import type { ServiceContext } from '../../../../machines/service-context.ts';
import type { Role } from '../service/account.ts';
import { type Chart, chartOf } from '../support/chart.ts';
import type { Model } from '../support/explore.ts';
import { rootOf } from '../support/machine-model.ts';
import { PlainActor } from '../support/plain-actor.ts';
import { Grove } from '../support/plain-tree.ts';
import { beginningPair, ROLES } from './account.ts';
import { PairMoves, type Scope } from './moves.ts';
import { PairSteps, type PairWorld } from './world.ts';

export type PairModel = Model<PairWorld> & { readonly chart: Chart<AnyStateMachine> };

const at = { elapsed: 0, wall: 0 };
/** Nothing is owed to it: a stop of an earlier runsv's is another matter. */
export const FOUND = {
  file: 'run',
  pid: 7,
  since: { elapsed: -60_000, wall: 0 },
  want: 'up',
  paused: false,
  gotTerm: false,
  once: true,
};
const half = (want: 'up' | 'down', isFound: boolean) => ({
  down: want === 'down',
  adoptable: isFound ? FOUND : undefined,
});

type Start = { readonly main: 'up' | 'down'; readonly log?: 'up' | 'down'; readonly isFound?: boolean };
export const STARTS: Readonly<Record<string, Start>> = {
  alone: { main: 'up' },
  'with a logger': { main: 'up', log: 'up' },
  'down with a logger': { main: 'down', log: 'up' },
  'with a logger that is down': { main: 'up', log: 'down' },
  'both found': { main: 'up', log: 'up', isFound: true },
};
export const openedAs = ({ main, log, isFound = false }: Start): AnyEventObject => ({
  type: 'supervise.opened',
  main: half(main, isFound),
  log: log && half(log, isFound),
  at,
});

export const stateOf = ({ tree }: PairWorld, role: Role): unknown => tree.actors.get(role)?.value ?? 'gone';

const facetsOf = (snapshot: AnyMachineSnapshot | undefined): unknown => {
  if (!snapshot) return undefined;
  const { want, once, paused, gotTerm, program, pending, pause, draining, exit } = snapshot.context as ServiceContext;
  // Of how run ended, only finish is told.
  const ended = snapshot.value instanceof Object && 'finishing' in snapshot.value ? [exit.code, exit.signal] : [];
  return [snapshot.value, want, once, paused, gotTerm, program?.file, pending, pause, draining, ...ended];
};

/** Whether it would rest if it ended now: that is all that tells ages apart. */
const isYoung = ({ account }: PairWorld, role: Role): boolean => (account.services[role]?.age ?? 0) < 1000;

const keyOf = (world: PairWorld): string => {
  const { tree, processes, due, now, account } = world;
  const { isFinal, isPipeOpen, wasPaused } = account;
  return JSON.stringify([
    rootOf(world).value,
    ROLES.map((role) => [facetsOf(tree.actors.get(role)), processes[role], isYoung(world, role)]),
    [...due].map(([name, timer]) => [name, timer.at - now]),
    [...tree.ports.keys()].sort(),
    [isFinal, isPipeOpen, wasPaused],
  ]);
};

/** A runsv and the services below it, as they are; only their ports are data. */
export const pairModel = (name: string, isPrompt: boolean, scope: Scope): PairModel => {
  const [runsv, service] = [chartOf(runsvMachine), chartOf(serviceMachine)];
  const grove = new Grove(new PlainActor(runsv.machine), { service: new PlainActor(service.machine) });
  const steps = new PairSteps(grove, isPrompt);
  const moves = new PairMoves(steps, scope);
  return {
    name,
    chart: runsv as unknown as Chart<AnyStateMachine>,
    starts: Object.entries(STARTS).map(([start, how]) => [
      start,
      () => steps.begin(beginningPair(how.main, how.log, how.isFound ? 'run' : undefined), openedAs(how)),
    ]),
    moves: (world) => moves.of(world),
    key: keyOf,
    take: () => [...runsv.take(), ...service.take()],
  };
};
