import fc from 'fast-check';
import type { Command, Models } from './commands.ts';
import { type Host, Lab } from './lab.ts';
import { freshModel } from './model.ts';

/** RUNSTATE_SEED plays a seed's stories again, and shrinks what fails; RUNSTATE_STORIES says how many of each kind. */
const REPLAYED = process.env.RUNSTATE_SEED;
export const SEED = REPLAYED ? Number(REPLAYED) : Math.trunc(Math.random() * 2 ** 31);
export const STORIES = Number(process.env.RUNSTATE_STORIES ?? 4);

export type Kind = {
  readonly host: Host;
  /** Names of the services. */
  readonly names: readonly string[];
  readonly prepare: (lab: Lab) => void;
  readonly commands: readonly fc.Arbitrary<Command>[];
  /** Longest story. */
  readonly longest: number;
  /** Whatever the story was, it ends so. The supervisor still runs. */
  readonly end: (lab: Lab, models: Models) => Promise<void>;
};

const play = async (kind: Kind, story: Iterable<Command>): Promise<void> => {
  const lab = new Lab(kind.host);
  try {
    kind.prepare(lab);
    lab.start();
    const models: Models = Object.fromEntries(kind.names.map((name) => [name, freshModel()]));
    await fc.asyncModelRun(() => ({ model: models, real: lab }), story);
    await kind.end(lab, models);
  } finally {
    await lab.clean();
  }
};

/** Without RUNSTATE_STORIES none is begun after this time, the first excepted: how long they take is up to the machine. */
const BEGUN_WITHIN = process.env.RUNSTATE_STORIES || REPLAYED ? Number.POSITIVE_INFINITY : 15_000;

/** Plays random stories of a kind, one after the other; one that fails is told with the seed that plays it again. */
export const playAll = async (kind: Kind, seed: number): Promise<void> => {
  const stories = fc.commands([...kind.commands], { maxCommands: kind.longest, size: 'max' });
  const last = performance.now() + BEGUN_WITHIN;
  let played = 0;
  const property = fc.asyncProperty(stories, async (story) => {
    if (played === 0 || performance.now() < last) await play(kind, story);
    played++;
  });
  await fc.assert(property, { seed, numRuns: STORIES, endOnFailure: REPLAYED === undefined });
};
