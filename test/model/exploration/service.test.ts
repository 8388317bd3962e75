import { describe, expect, it } from 'vitest';
import { SEED } from '../../support/dice.ts';
import { inWords, orderedByActors } from './service/actors.ts';
import { reaches } from './service/liveness.ts';
import { type ServiceModel, serviceModel } from './service/model.ts';
import type { ServiceWorld } from './service/world.ts';
import { expectCovered } from './support/coverage.ts';
import { explore, follow, type Graph, lineOf, pathsThrough } from './support/explore.ts';
import { replayed } from './support/replay.ts';

const WALKS = 400;
const LONGEST = 40;

const MAIN = serviceModel('main', 'udoxtkpch', 2);
const LOG = serviceModel('log', 'udoxtkpchaiq12', 3);
/** The letters that are told from `h` by their signal alone. */
const LETTERS = serviceModel('main', 'udxaiq12', 1);

const explored = new Map([MAIN, LOG, LETTERS].map((model) => [model, explore(model, 10_000)]));
const graphOf = (model: ServiceModel): Graph<ServiceWorld> => explored.get(model)!;

describe.each([MAIN, LOG, LETTERS])('$name', (model) => {
  const graph = graphOf(model);
  const paths = pathsThrough(model, graph, { walks: WALKS, longest: LONGEST, seed: SEED });
  console.log(
    `model: ${model.name}: ${graph.nodes.length} configurations, ${graph.edges} steps, ${paths.length} paths (RUNSTATE_SEED=${SEED})`,
  );

  it.each(model.role === 'main' ? ['u', 'd', 'x'] : ['u', 'd'])(
    'wherever it is, %s has its way in the end',
    (letter) => {
      for (const node of graph.nodes) reaches(model, node, letter);
    },
  );

  it('orders the same of real actors, on every path', () => {
    for (const path of paths) {
      const plain = follow(model, path).map(({ orders }) => inWords(model.role, orders));
      expect(orderedByActors(model.role, path), lineOf(model, path)).toEqual(plain);
    }
  });
});

it('every state, transition and outcome of a guard of a service is used', () => {
  expectCovered(MAIN.chart.items, [...explored.values()]);
});

replayed([MAIN, LOG, LETTERS], ({ orders, account }) => ({
  orders: inWords(account.role, orders),
  want: account.want,
}));
