import type { AnyEventObject } from 'xstate';
import type { ScriptInput } from '../../../../machines/ports.ts';
import { EXIT_IN_TURN } from '../../../machines/support/exit-in-turn.ts';
import type { Role } from '../service/account.ts';
import { type Process, processAfter } from '../service/world.ts';
import type { Grove, Order, Step, Timer, Tree } from '../support/plain-tree.ts';
import { type Heard, judgedPair, ordersOf, type Pair, ROLES } from './account.ts';

type Due = { readonly timer: Timer; readonly at: number };

/** runsv with its real services over ports that are plain data. Time goes on only where a move says so. */
export type PairWorld = {
  readonly tree: Tree;
  readonly processes: Readonly<Partial<Record<Role, Process>>>;
  readonly now: number;
  /** When each timer ends. */
  readonly due: ReadonlyMap<string, Due>;
  /** What the last move ordered. */
  readonly orders: readonly Order[];
  readonly account: Pair;
};

export type Happening = Omit<Heard, 'passed' | 'there'> & { readonly passed?: number };

const thereIn = ({ actors }: Tree): Role[] => ROLES.filter((role) => actors.get(role)?.status === 'active');

const dueAfter = (due: PairWorld['due'], { timers }: Tree, now: number): PairWorld['due'] =>
  new Map(
    [...timers].map(([name, timer]) => {
      const before = due.get(name);
      return [name, before?.timer === timer ? before : { timer, at: now + timer.delay }];
    }),
  );

/** Takes steps of a world, each of them held against the account. */
export class PairSteps {
  readonly #grove: Grove;
  readonly #isPrompt: boolean;

  /** @param isPrompt control scripts end at once, and take nothing over. */
  constructor(grove: Grove, isPrompt: boolean) {
    this.#grove = grove;
    this.#isPrompt = isPrompt;
  }

  /** Whatever a step has come to, judged, and what follows from it at once. */
  #after(world: PairWorld, { tree, orders }: Step, { passed = 0, ...happening }: Happening): PairWorld {
    const now = world.now + passed;
    const account = judgedPair(world.account, { ...happening, passed, there: thereIn(tree) }, orders);
    const processes = Object.fromEntries(
      ROLES.map((role) => [role, processAfter(world.processes[role], ordersOf(role, orders))]),
    );
    const due = dueAfter(world.due, tree, now);
    return this.#settled({ tree, processes, now, due, account, orders: [...world.orders, ...orders] });
  }

  #settled(world: PairWorld): PairWorld {
    const script = [...world.tree.ports].find(([port]) => /script$/i.test(port));
    if (!this.#isPrompt || !script) return world;
    const { letter } = script[1] as ScriptInput;
    const event = { type: 'script.finished', letter, suppressed: false };
    return this.#after(world, this.#grove.send(world.tree, 'main', event), {
      moves: { main: [`control/${letter} ends`] },
    });
  }

  begin(account: Pair, opened: AnyEventObject): PairWorld {
    let { tree, orders } = this.#grove.start({ place: 'p', directory: 'd', label: 'd', session: false });
    for (const event of [opened, { type: 'supervise.announced' }]) {
      const step = this.#grove.send(tree, '', event);
      tree = step.tree;
      orders = [...orders, ...step.orders];
    }
    const world = { tree, processes: {}, now: 0, due: new Map(), orders: [], account };
    return this.#after(world, { tree, orders }, { moves: {} });
  }

  tell(world: PairWorld, path: string, event: AnyEventObject, happening: Happening): PairWorld {
    const fresh = { ...world, orders: [] };
    const at = { elapsed: world.now + (happening.passed ?? 0), wall: 0 };
    return this.#after(fresh, this.#heardOut(this.#grove.send(world.tree, path, { ...event, at })), happening);
  }

  /** No letter is unread here: the exit that is to come after them comes at once. */
  #heardOut({ tree, orders }: Step): Step {
    const others = orders.filter((order) => !(order.type === 'tell' && order.event.type === 'supervise.exit'));
    if (others.length === orders.length) return { tree, orders };
    const after = this.#grove.send(tree, '', EXIT_IN_TURN);
    return { tree: after.tree, orders: [...others, ...after.orders] };
  }

  /** A process has been made. */
  started(world: PairWorld, role: Role, move: string): PairWorld {
    const process = { ...world.processes[role]!, phase: 'alive' as const };
    const after = { ...world, processes: { ...world.processes, [role]: process } };
    return this.tell(after, role, { type: 'program.started', pid: 100 }, { moves: { [role]: [move] } });
  }

  /** Time goes on to the end of the next timer, and of all that end then. */
  pass(world: PairWorld, milliseconds: number): PairWorld {
    const until = world.now + milliseconds;
    let after: PairWorld = { ...world, orders: [] };
    for (const [name, { timer, at }] of world.due) {
      if (at > until || after.due.get(name)?.timer !== timer) continue;
      const passed = until - after.now;
      const moves = { [timer.owner]: [`${passed} ms pass`] };
      after = this.#after(after, this.#grove.fire(after.tree, name), { moves, passed });
    }
    return after;
  }
}
