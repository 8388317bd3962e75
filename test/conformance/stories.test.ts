import { describe } from 'vitest';
import { type Scenario, same } from './support/compare.ts';
import { FINISH, give, type Moment } from './support/letters.ts';
import { empty } from './support/sandbox.ts';
import { SITUATIONS } from './support/situations.ts';

/** Small pseudo-random numbers that come out alike everywhere (mulberry32): a story that fails can be told again. */
const dice =
  (seed: number) =>
  (sides: number): number => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides;
  };

const LETTERS = 'uudootkpcctkhaiq12z';
const LENGTH = 8;

/** Where the two differ by intent, see R05 and R06, the story takes another turn. */
const mayKill = (stat: string): boolean => stat.startsWith('run') && !stat.endsWith('want exit');

/** A service that gets one letter after the other, each once the last one's consequences are over. */
const story =
  (seed: number): Scenario =>
  async (box) => {
    const roll = dice(seed);
    const start = ['down', 'running', 'running once', 'running and paused'][roll(4)]!;
    const tree = { ...(roll(2) && FINISH), ...(roll(3) === 0 && { stubborn: empty }) };
    const situation = await SITUATIONS[start]!(box, tree);
    const told: [string, Moment][] = [];
    while (told.length < LENGTH && situation.runsv.result === undefined) {
      const letter = told.length === LENGTH - 1 ? 'x' : LETTERS[roll(LETTERS.length)]!;
      if (letter === 'k' && !mayKill(situation.service.stat())) continue;
      told.push([letter, await give(situation, letter)]);
    }
    return { start, told, stderr: situation.runsv.stderr() };
  };

describe('a service gets one letter after the other', () => {
  for (let seed = 1; seed <= 40; seed++) same(`story ${seed}`, story(seed));
});
