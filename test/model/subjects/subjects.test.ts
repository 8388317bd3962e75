import { expect, it } from 'vitest';
import { oracleInstalled } from '../../conformance/support/subjects.ts';
import { diceOf, SEED } from '../../support/dice.ts';
import { agrees } from './agree.ts';
import { type Path, pathOf, randomPath } from './paths.ts';
import { type Kind, troubles } from './real.ts';
import { settingOf } from './setting.ts';

/** Paths on real processes, and how many of them are gone at a time: mostly they wait for runit's second of rest. */
const PATHS = Number(process.env.RUNSTATE_PATHS ?? 200);
const AT_A_TIME = 24;
/** Every so many paths, ours is the program and not its actors alone. */
const PROGRAM_EVERY = 20;
const LENGTH = 6;
const TIMEOUT = 300_000 * Math.max(1, PATHS / 200);

const replayed = (): Path | undefined => {
  const [name, line] = (process.env.RUNSTATE_REPLAY ?? '').split(': ');
  const [setting, ...moves] = (line ?? '').split(', ');
  return name === 'subjects' && setting ? pathOf(settingOf(setting), moves) : undefined;
};

const randomPaths = (): Path[] => {
  const roll = diceOf(SEED);
  const tally = new Map<string, number>();
  return Array.from({ length: PATHS }, () => randomPath(roll, tally, LENGTH));
};

/** Goes all paths, so many at a time; the disagreements. */
const disagreements = async (paths: readonly Path[]): Promise<string[]> => {
  const found: string[] = [];
  const left = paths.flatMap((path, at): [Kind, Path][] => [
    [at % PROGRAM_EVERY === 0 ? 'program' : 'actors', path],
    ...(oracleInstalled ? [['runit', path] as [Kind, Path]] : []),
  ]);
  const work = async (): Promise<void> => {
    for (let next = left.shift(); next; next = left.shift()) {
      const [kind, path] = next;
      const first = await agrees(kind, path).catch((error: Error) => error.message);
      if (first === undefined) continue;
      // Two processes may race; two programs that differ do so again.
      console.log(`subjects: once more: ${first}`);
      await agrees(kind, path).catch((error: Error) => void found.push(error.message));
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME * 2 }, work));
  return found;
};

it('the machine, our runsv and the original agree after every move', { timeout: TIMEOUT }, async () => {
  const one = replayed();
  const paths = one ? [one] : randomPaths();
  const steps = paths.reduce((sum, path) => sum + path.steps.length, 0);
  const excused = paths.flatMap((path) => path.steps.flatMap(({ differs }) => differs?.row ?? []));
  console.log(
    `subjects: ${paths.length} paths, ${steps} moves, on real processes beside ${oracleInstalled ? 'runit' : 'nothing: there is no runit'};`,
    `excused: ${
      [...new Set(excused)]
        .sort()
        .map((row) => `${row} ${excused.filter((one) => one === row).length}`)
        .join(', ') || 'none'
    }`,
    `(RUNSTATE_SEED=${SEED})`,
  );
  expect(await disagreements(paths)).toEqual([]);
  expect(troubles()).toEqual([]);
});
