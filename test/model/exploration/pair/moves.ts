import { controlEvent } from '../../../../machines/rules/control-letter.ts';
import type { Role } from '../service/account.ts';
import { ENDS, LATE } from '../service/world.ts';
import type { Move } from '../support/explore.ts';
import { rootOf } from '../support/machine-model.ts';
import { ROLES } from './account.ts';
import type { PairSteps, PairWorld } from './world.ts';

/** What can happen to a pair, and how much of it is tried. */
export type Scope = {
  readonly letters: Readonly<Record<Role, string>>;
  /** How a process can end. */
  readonly ends: readonly string[];
  /** What else than a process a start can come to. */
  readonly refusals: readonly string[];
  /** No more letters come while so many wait. */
  readonly mostPending: number;
};

type Moves = Generator<Move<PairWorld>>;
const prefix = (role: Role): string => (role === 'log' ? 'log ' : '');

/** Moves of a pair's world. */
export class PairMoves {
  readonly #steps: PairSteps;
  readonly #scope: Scope;

  constructor(steps: PairSteps, scope: Scope) {
    this.#steps = steps;
    this.#scope = scope;
  }

  #letter(world: PairWorld, role: Role, letter: string): PairWorld {
    const order = controlEvent(letter.charCodeAt(0))!;
    const { isFinal, services } = world.account;
    // Told to leave for good, no letter keeps the service; the logger is another matter.
    const isHeard = services[role] && !(role === 'main' && isFinal && 'uod'.includes(letter));
    return this.#steps.tell(
      world,
      '',
      { type: 'supervise.control', role, order },
      {
        moves: isHeard ? { [role]: [letter] } : {},
        recall: role === 'main' && 'uod'.includes(letter) ? (letter as 'u') : undefined,
      },
    );
  }

  *#letterMoves(world: PairWorld): Moves {
    for (const role of world.account.hasLog ? ROLES : ROLES.slice(0, 1)) {
      const pending = world.tree.actors.get(role)?.context.pending ?? [];
      if (pending.length >= this.#scope.mostPending) continue;
      for (const letter of this.#scope.letters[role])
        yield [prefix(role) + letter, () => this.#letter(world, role, letter)];
    }
    const leave = (more: object) => () =>
      this.#steps.tell(
        world,
        '',
        { type: 'runsv.leave', ...more },
        {
          moves: world.account.services.main ? { main: ['x'] } : {},
          isFinal: 'final' in more,
        },
      );
    yield ['TERM', leave({})];
    yield ['is told to leave for good', leave({ final: true })];
  }

  *#processMoves(world: PairWorld, role: Role): Moves {
    const process = world.processes[role];
    if (!process) return;
    const { file, phase } = process;
    const fact = (what: string, event: { type: string }, passed = 0): Move<PairWorld> => [
      `${prefix(role)}${file} ${what}`,
      () => this.#steps.tell(world, role, event, { moves: { [role]: [`${file} ${what}`] }, passed }),
    ];
    if (phase === 'asked') {
      const starts = `${file} starts`;
      yield [prefix(role) + starts, () => this.#steps.started(world, role, starts)];
      for (const refusal of this.#scope.refusals)
        if (refusal !== 'absent' || file === 'finish') yield fact(refusal, { type: `program.${refusal}` });
      return;
    }
    for (const how of this.#scope.ends) {
      const exited = { type: 'program.exited', status: ENDS[how]! };
      yield fact(how, exited);
      // Whatever timer runs would end before.
      if (world.due.size === 0) yield fact(`${how} late`, exited, LATE);
    }
  }

  *#scriptMoves(world: PairWorld): Moves {
    for (const [port, input] of world.tree.ports) {
      if (!/script$/i.test(port)) continue;
      const { letter } = input as { letter: string };
      for (const suppressed of [true, false]) {
        const name = `control/${letter} ${suppressed ? 'suppresses' : 'ends'}`;
        const event = { type: 'script.finished', letter, suppressed };
        yield [name, () => this.#steps.tell(world, 'main', event, { moves: { main: [name] } })];
      }
    }
  }

  of(world: PairWorld): Move<PairWorld>[] {
    if (rootOf(world).status !== 'active') return [];
    const next = Math.min(...[...world.due.values()].map(({ at }) => at)) - world.now;
    return [
      ...this.#letterMoves(world),
      ...ROLES.flatMap((role) => [...this.#processMoves(world, role)]),
      ...this.#scriptMoves(world),
      ...(world.due.size > 0 ? [[`${next} ms pass`, () => this.#steps.pass(world, next)] as const] : []),
    ];
  }
}
