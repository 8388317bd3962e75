import { type Circumstances, excuseOf } from './excuses.ts';
import { leavingMove, movesOf, play } from './moves.ts';
import { PlainSubject } from './plain.ts';
import type { Seen } from './seen.ts';
import { type Roll, randomSetting, type Setting, settingText } from './setting.ts';

/** One move, and what is to be seen after it. */
export type PathStep = {
  readonly move: string;
  readonly seen: Seen;
  /** Where the original differs on purpose: the row, and what it shows. From then on it is not compared. */
  readonly differs: { readonly row: string; readonly theirs: Seen | undefined } | undefined;
};

export type Path = { readonly setting: Setting; readonly first: Seen; readonly steps: readonly PathStep[] };

export const lineOfPath = ({ setting, steps }: Path): string =>
  `subjects: ${[settingText(setting), ...steps.map(({ move }) => move)].join(', ')}`;

/** A plain service on its way, move by move. */
class Journey {
  readonly plain: PlainSubject;
  readonly steps: PathStep[] = [];
  readonly #setting: Setting;
  spared = false;

  constructor(setting: Setting) {
    this.#setting = setting;
    this.plain = new PlainSubject(setting);
  }

  go(move: string): void {
    const before = this.plain.seen();
    play(this.plain, move);
    const after = this.plain.seen();
    const circumstances: Circumstances = { setting: this.#setting, before, after, spared: this.spared };
    const excuse = excuseOf(move, circumstances);
    this.steps.push({
      move,
      seen: after,
      differs: excuse && { row: excuse.row, theirs: excuse.theirs?.(circumstances) },
    });
    const isSpared = move === 'k' && before.main.status.pid === 'run' && this.#setting.scripts.k === 'suppresses';
    this.spared =
      (this.spared || isSpared) && after.main.status.pid === 'run' && after.main.starts === before.main.starts;
  }
}

/** Goes a path whose moves are given, and then to its end. */
export const pathOf = (setting: Setting, moves: readonly string[]): Path => {
  const journey = new Journey(setting);
  const first = journey.plain.seen();
  for (const move of moves) journey.go(move);
  while (!journey.plain.isGone) journey.go(leavingMove(journey.plain));
  return { setting, first, steps: journey.steps };
};

/** How often each move was made in each condition: what has been seen least goes first. */
export type Tally = Map<string, number>;

const conditionOf = ({ main, log }: Seen): string => `${main.stat} / ${log?.stat}`;

const rarest = (tally: Tally, condition: string, moves: readonly string[], roll: Roll): string => {
  const kind = (move: string): string => `${condition}: ${move.replace(/says .*/, 'says')}`;
  const least = Math.min(...moves.map((move) => tally.get(kind(move)) ?? 0));
  const choices = moves.filter((move) => (tally.get(kind(move)) ?? 0) === least);
  const move = choices[roll(choices.length)]!;
  tally.set(kind(move), least + 1);
  return move;
};

/** A random path, from a start of its own to the end of its runsv. */
export const randomPath = (roll: Roll, tally: Tally, length: number): Path => {
  const setting = randomSetting(roll);
  const journey = new Journey(setting);
  const first = journey.plain.seen();
  while (journey.steps.length < length && !journey.plain.isGone) {
    const moves = movesOf(journey.plain, setting, journey.steps.length);
    // Where the original has a service down that runs, mostly that one's end, of which both tell the same.
    const isChosen = (move: string): boolean => !journey.spared || move.startsWith('run ') || roll(8) === 0;
    const condition = `${conditionOf(journey.plain.seen())}${journey.spared}`;
    journey.go(rarest(tally, condition, moves.filter(isChosen), roll));
  }
  while (!journey.plain.isGone) journey.go(leavingMove(journey.plain));
  return { setting, first, steps: journey.steps };
};
