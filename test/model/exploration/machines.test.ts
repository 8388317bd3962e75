import { describe, expect, it } from 'vitest';
import { diceOf, SEED } from '../../support/dice.ts';
import { LOG_DIRECTORY } from './machines/log-directory.ts';
import { RUNIT } from './machines/runit.ts';
import { RUNSV } from './machines/runsv.ts';
import { INIT, RUNSV_PROCESS, UPGRADE } from './machines/small.ts';
import { SVLOGD } from './machines/svlogd.ts';
import { expectCovered, type Unreachable } from './support/coverage.ts';
import { explore, follow, wander } from './support/explore.ts';
import { type MachineModel, rootOf } from './support/machine-model.ts';
import { replayed } from './support/replay.ts';

const WALKS = 200;
const LONGEST = 60;

type AnyModel = MachineModel<unknown>;
const MODELS = [RUNSV, RUNSV_PROCESS, RUNIT, INIT, UPGRADE, SVLOGD, LOG_DIRECTORY] as unknown as readonly AnyModel[];

const CLOSING =
  'the states that close end with a close that is refused: only one that comes out of turn is tried again';

const UNREACHABLE: Readonly<Record<string, Unreachable>> = {
  'log-directory': {
    'log-directory.log.pausing after pause #3 -> closing': CLOSING,
    'log-directory.log.pausing after pause #3 [wasClosing] true': CLOSING,
  },
};

describe.each(MODELS)('$name', (model) => {
  // Every step is held against the rules while it is explored: one that breaks any fails here.
  const graph = explore(model, 10_000);
  console.log(
    `model: ${model.name}: ${graph.nodes.length} configurations, ${graph.edges} steps (RUNSTATE_SEED=${SEED})`,
  );

  it('every state, transition and outcome of a guard is used', () => {
    expectCovered(model.chart.items, [graph], UNREACHABLE[model.name]);
  });

  it('keeps its rules on long ways, too', () => {
    const roll = diceOf(SEED);
    for (let walk = 0; walk < WALKS; walk++) follow(model, wander(model, 2 + roll(LONGEST), roll));
  });

  it('comes to no end that is no final state, but where it is meant to', () => {
    const stuck = graph.nodes.filter(({ world, next }) => next.size === 0 && rootOf(world).status === 'active');
    const isMeant = ({ world }: (typeof stuck)[number]): boolean => world.tree.ports.has('fault');
    expect(stuck.filter((node) => !isMeant(node)).map(({ world }) => rootOf(world).value)).toEqual([]);
  });
});

replayed(MODELS, (world) => rootOf(world).value);
