import { expect, it } from 'vitest';
import { SEED } from '../../support/dice.ts';
import { inWordsOfRig, orderedByActors } from './runsvdir/actors.ts';
import { comesTo, endsAfterHangup, isSettledLook } from './runsvdir/liveness.ts';
import { LOOKS } from './runsvdir/looks.ts';
import { RUNSVDIR } from './runsvdir/model.ts';
import { expectCovered, type Unreachable } from './support/coverage.ts';
import { explore, follow, lineOf, pathsThrough } from './support/explore.ts';
import { rootOf } from './support/machine-model.ts';
import { replayed } from './support/replay.ts';

const WALKS = 400;
const LONGEST = 40;

const MORE =
  'there are two directories, and eight are told to leave at once: see test/machines/runsvdir-faults.test.ts';
const FEW: Unreachable = {
  'runsvdir.leaving.telling runsvdir.hurry #0 -> told': MORE,
  'runsvdir.leaving.telling after tellPause #0 -> telling': MORE,
  'runsvdir.leaving.telling always #0 [areTold] false': MORE,
};

const graph = explore(RUNSVDIR, 10_000);
const paths = pathsThrough(RUNSVDIR, graph, { walks: WALKS, longest: LONGEST, seed: SEED });
console.log(
  `model: ${RUNSVDIR.name}: ${graph.nodes.length} configurations, ${graph.edges} steps, ${paths.length} paths (RUNSTATE_SEED=${SEED})`,
);

it('every state, transition and outcome of a guard is used', () => {
  expectCovered(RUNSVDIR.chart.items, [graph], FEW);
});

it('wherever it is, what it goes on seeing is so in the end, and then it rests', () => {
  const looks = LOOKS.filter(isSettledLook);
  for (const node of graph.nodes.filter(({ world }) => !world.account.isTold))
    for (const look of looks) comesTo(RUNSVDIR, node, look);
});

it('wherever it is, HUP ends it when all services have ended', () => {
  for (const node of graph.nodes) endsAfterHangup(RUNSVDIR, node);
});

it('comes to no end that is no final state', () => {
  expect(graph.nodes.filter(({ world, next }) => next.size === 0 && rootOf(world).status === 'active')).toEqual([]);
});

it('orders the same of real actors, on every path', () => {
  for (const path of paths)
    expect(orderedByActors(path), lineOf(RUNSVDIR, path)).toEqual(inWordsOfRig(follow(RUNSVDIR, path)));
});

replayed([RUNSVDIR], (world) => [rootOf(world).value, world.account]);
