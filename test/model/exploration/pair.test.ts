import { describe, expect, it } from 'vitest';
import { diceOf, SEED } from '../../support/dice.ts';
import { inWords, orderedByActors } from './pair/actors.ts';
import { ASKED, comesTo } from './pair/liveness.ts';
import { type PairModel, pairModel, stateOf } from './pair/model.ts';
import type { PairWorld } from './pair/world.ts';
import { expectCovered } from './support/coverage.ts';
import { explore, follow, type Graph, lineOf, type Node, pathsThrough, pathTo, wander } from './support/explore.ts';
import { rootOf } from './support/machine-model.ts';
import { replayed } from './support/replay.ts';

const WALKS = 200;
const LONGEST = 60;

/** With scripts that end at once the services' letters can be more. */
const PROMPT = pairModel('runsv with its services', true, {
  letters: { main: 'udoxt', log: 'udtpc' },
  ends: ['exits 0'],
  refusals: ['failed'],
  mostPending: 2,
});
const SCRIPTED = pairModel('runsv with its services and scripts', false, {
  letters: { main: 'udx', log: 'ud' },
  ends: ['exits 0'],
  refusals: [],
  mostPending: 1,
});
/** Too large to go through: it is only walked in. */
const ALL = pairModel('runsv with its services and all letters', false, {
  letters: { main: 'udoxtkpchaiq12', log: 'udoxtkpchaiq12' },
  ends: ['exits 0', 'dies of 9'],
  refusals: ['failed', 'refused', 'absent'],
  mostPending: 3,
});

const explored = new Map([PROMPT, SCRIPTED].map((model) => [model, explore(model, 10_000)]));

/** The shortest path to each pair of states that service and logger can be in together. */
const pathsToPairs = ({ nodes }: Graph<PairWorld>): string[][] => {
  const first = new Map<string, Node<PairWorld>>();
  for (const node of nodes) {
    const { world } = node;
    const pair = JSON.stringify([rootOf(world).value, stateOf(world, 'main'), stateOf(world, 'log')]);
    if (!first.has(pair)) first.set(pair, node);
  }
  return [...first.values()].map(pathTo);
};

const expectSameOfActors = (model: PairModel, paths: readonly (readonly string[])[], isPrompt: boolean): void => {
  for (const path of paths) {
    const plain = follow(model, path).map(({ orders }) => inWords(orders, isPrompt));
    expect(orderedByActors(path, isPrompt), lineOf(model, path)).toEqual(plain);
  }
};

describe.each([PROMPT, SCRIPTED])('$name', (model) => {
  const graph = explored.get(model)!;
  const pairs = pathsToPairs(graph);
  const paths = [...pairs, ...pathsThrough(model, graph, { walks: WALKS, longest: LONGEST, seed: SEED })];
  console.log(
    `model: ${model.name}: ${graph.nodes.length} configurations, ${pairs.length} of them pairs of states, ${graph.edges} steps, ${paths.length} paths (RUNSTATE_SEED=${SEED})`,
  );

  it.each(ASKED)('wherever it is, %s has its way in the end', (asked) => {
    for (const node of graph.nodes) comesTo(model, node, asked);
  });

  it('orders the same of real actors, on every path', () => {
    expectSameOfActors(model, paths, model === PROMPT);
  });

  it('comes to no end that is no final state', () => {
    expect(graph.nodes.filter(({ world, next }) => next.size === 0 && rootOf(world).status === 'active')).toEqual([]);
  });
});

it('every state, transition and outcome of a guard of a runsv that supervises is used', () => {
  const items = PROMPT.chart.items.filter((item) => /runsv\.(supervising|draining)/.test(item));
  expectCovered(items, [...explored.values()]);
});

it('orders the same of real actors, whatever it is told and whatever happens', () => {
  const roll = diceOf(SEED);
  const paths = Array.from({ length: WALKS }, () => wander(ALL, 2 + roll(LONGEST), roll));
  expectSameOfActors(ALL, paths, false);
});

replayed([PROMPT, SCRIPTED, ALL], ({ orders, account }) => [inWords(orders, false), account]);
