import type { AnyMachineSnapshot } from 'xstate';
import type { ProgramInput, ScriptFact } from '../../../../machines/ports.ts';
import { controlEvent } from '../../../../machines/rules/control-letter.ts';
import type { ExitStatus } from '../../../../machines/rules/exit-status.ts';
import type { ServiceContext } from '../../../../machines/service-context.ts';
import type { Grove, Order, Tree } from '../support/plain-tree.ts';
import { type Account, beginning } from './account.ts';

/** The process behind a `program` port: asked for and not answered yet, or alive. */
export type Process = {
  readonly file: 'run' | 'finish';
  readonly args: readonly string[];
  readonly phase: 'asked' | 'alive';
};

/** A service over ports that are plain data. Time goes on only where a move says so. */
export type ServiceWorld = {
  readonly tree: Tree;
  readonly process: Process | undefined;
  /** Milliseconds on a clock that only facts move. */
  readonly now: number;
  /** What the last step ordered. */
  readonly orders: readonly Order[];
  readonly account: Account;
};

export const snapshotOf = ({ tree }: ServiceWorld): AnyMachineSnapshot => tree.actors.get('')!;
export const contextOf = (world: ServiceWorld): ServiceContext => snapshotOf(world).context;

/** Longer than any pause: what happens later finds no service that died too soon. */
export const LATE = 10_000;
const SOON = 0;

export const ENDS: Readonly<Record<string, ExitStatus>> = {
  'exits 0': { code: 0, signal: null, core: false },
  'dies of 9': { code: null, signal: 9, core: false },
};

/** What an adapter says with a letter where there is no `control` directory. */
const UNSCRIPTED = { unscripted: true };
/** What it may say with the end of a service's program. */
const LACKING = {
  run: [[], ['unscripted'], ['finishless'], ['unscripted', 'finishless']],
  finish: [[], ['unscripted']],
};

const REPLIES = ['failed', 'refused', 'absent'] as const;

/** What has become of the process after a step: opened, or let go of. */
export const processAfter = (before: Process | undefined, orders: readonly Order[]): Process | undefined => {
  let process = before;
  for (const order of orders) {
    if (order.type === 'close' && order.port === 'program') process = undefined;
    if (order.type !== 'open' || order.port !== 'program') continue;
    const { file, args, adopt } = order.input as ProgramInput;
    process = { file, args, phase: adopt ? 'alive' : 'asked' };
  }
  return process;
};

/** Moves of a service's world. */
export class ServiceMoves {
  readonly #grove: Grove;
  readonly #letters: string;
  readonly #role: 'main' | 'log';
  readonly #mostPending: number;

  constructor(grove: Grove, role: 'main' | 'log', letters: string, mostPending: number) {
    this.#grove = grove;
    this.#role = role;
    this.#letters = letters;
    this.#mostPending = mostPending;
  }

  begin(input: object): ServiceWorld {
    const { tree, orders } = this.#grove.start(input);
    return { tree, orders, process: processAfter(undefined, orders), now: 0, account: beginning(this.#role, 'down') };
  }

  #after(world: ServiceWorld, later: number, step: () => { tree: Tree; orders: readonly Order[] }): ServiceWorld {
    const { tree, orders } = step();
    return { ...world, tree, orders, process: processAfter(world.process, orders), now: world.now + later };
  }

  #tell(world: ServiceWorld, event: { readonly type: string }, later = SOON): ServiceWorld {
    return this.#after(world, later, () => this.#grove.send(world.tree, '', event));
  }

  #fact(
    world: ServiceWorld,
    fact: { readonly type: string; readonly [more: string]: unknown },
    later: number,
  ): ServiceWorld {
    const elapsed = world.now + later;
    const event = { ...fact, at: { elapsed, wall: elapsed * 1000 } };
    const process = fact.type === 'program.started' ? { ...world.process!, phase: 'alive' as const } : world.process;
    return this.#tell({ ...world, process }, event, later);
  }

  *#letterMoves(world: ServiceWorld): Generator<readonly [string, () => ServiceWorld]> {
    if (contextOf(world).pending.length >= this.#mostPending) return;
    for (const letter of this.#letters) {
      const event = controlEvent(letter.charCodeAt(0))!;
      yield [letter, () => this.#tell(world, event)];
      if (this.#role === 'main') yield [`${letter} unscripted`, () => this.#tell(world, { ...event, ...UNSCRIPTED })];
    }
  }

  *#processMoves(world: ServiceWorld): Generator<readonly [string, () => ServiceWorld]> {
    if (world.process?.phase === 'asked') yield* this.#answers(world, world.process.file);
    else if (world.process) yield* this.#ends(world, world.process.file);
  }

  *#answers(world: ServiceWorld, file: Process['file']): Generator<readonly [string, () => ServiceWorld]> {
    const fact = (type: string, more: object = {}, later = SOON) => this.#fact(world, { type, ...more }, later);
    yield [`${file} starts`, () => fact('program.started', { pid: 100 })];
    // Only finish may be absent.
    for (const reply of REPLIES)
      if (reply !== 'absent' || file === 'finish') yield [`${file} ${reply}`, () => fact(`program.${reply}`)];
    if (file === 'finish') yield ['finish absent late', () => fact('program.absent', {}, LATE)];
    else if (this.#role === 'main') yield ['run failed finishless', () => fact('program.failed', { finishless: true })];
  }

  *#ends(world: ServiceWorld, file: Process['file']): Generator<readonly [string, () => ServiceWorld]> {
    for (const [how, status] of Object.entries(ENDS))
      for (const marks of this.#role === 'log' ? [[]] : LACKING[file])
        for (const later of [SOON, LATE]) {
          const more = Object.fromEntries(marks.map((mark) => [mark, true]));
          const words = [file, how, ...marks, ...(later === LATE ? ['late'] : [])];
          yield [words.join(' '), () => this.#fact(world, { type: 'program.exited', status, ...more }, later)];
        }
  }

  *#scriptMoves(world: ServiceWorld): Generator<readonly [string, () => ServiceWorld]> {
    for (const [port, input] of world.tree.ports) {
      if (port === 'program') continue;
      const { letter } = input as { letter: ScriptFact['letter'] };
      for (const suppressed of [true, false]) {
        const name = `control/${letter} ${suppressed ? 'suppresses' : 'ends'}`;
        yield [name, () => this.#tell(world, { type: 'script.finished', letter, suppressed } as ScriptFact)];
      }
    }
  }

  *#timerMoves(world: ServiceWorld): Generator<readonly [string, () => ServiceWorld]> {
    for (const [timer, { delay }] of world.tree.timers)
      yield [`${delay} ms pass`, () => this.#after(world, delay, () => this.#grove.fire(world.tree, timer))];
  }

  of(world: ServiceWorld): (readonly [string, () => ServiceWorld])[] {
    if (snapshotOf(world).status !== 'active') return [];
    const moves = [
      ...this.#letterMoves(world),
      ...this.#processMoves(world),
      ...this.#scriptMoves(world),
      ...this.#timerMoves(world),
    ];
    if (this.#role === 'log')
      for (const type of ['service.drain', 'service.resume'])
        moves.push([type, () => this.#tell(world, { type })] as const);
    return moves;
  }
}

/** All that tells one configuration of a service from another. */
export const keyOf = (world: ServiceWorld): string => {
  const { value, status } = snapshotOf(world);
  const { want, once, paused, gotTerm, program, pending, pause, draining, exit } = contextOf(world);
  const settled = typeof value === 'string' && value !== 'finishing' ? undefined : exit;
  const { phase, file } = world.process ?? {};
  return JSON.stringify([
    status,
    value,
    [want, once, paused, gotTerm, program?.file, pending, pause, draining],
    world.process && [file, phase],
    settled && [settled.code, settled.signal],
    [...world.tree.ports.keys()],
    [...world.tree.timers.values()].map(({ delay }) => delay),
  ]);
};
