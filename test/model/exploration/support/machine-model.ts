import type { AnyActor, AnyEventObject, AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import { type Chart, chartOf } from './chart.ts';
import type { Model, Move } from './explore.ts';
import { PlainActor } from './plain-actor.ts';
import { Grove, type Order, type Step, type Tree } from './plain-tree.ts';

/** A machine over ports that are plain data, and an account of it: what is due, kept apart from the machine. */
export type World<A> = { readonly tree: Tree; readonly orders: readonly Order[]; readonly account: A };

/** {@link PlainActor.kept} */
export type Keep = (id: string, snapshot: unknown, react?: () => void) => AnyActor;

export type Story<A> = {
  readonly name: string;
  readonly machine: AnyStateMachine;
  /** Inputs to begin with, and what is known of each. */
  readonly starts: Readonly<Record<string, { readonly input: object; readonly account: A }>>;
  /** What can happen next, by name; the ends of timers come by themselves. */
  readonly facts: (world: World<A>) => Readonly<Record<string, AnyEventObject>>;
  /** What a move and the orders after it make of the account. Throws where they break a rule. */
  readonly judge: (account: A, move: string, orders: readonly Order[], world: World<A>) => A;
  /** What of the context, and of the account, tells two configurations apart. */
  readonly facets: (context: Record<string, unknown>, account: A) => unknown;
  /** Of a machine that changes its context in place: a copy that the next step may change. */
  readonly copied?: (context: Record<string, unknown>, account: A, keep: Keep) => object;
};

export type MachineModel<A> = Model<World<A>> & { readonly chart: Chart<AnyStateMachine> };

export const rootOf = ({ tree }: { readonly tree: Tree }): AnyMachineSnapshot => tree.actors.get('')!;

/** A rule, and a machine that does not keep it. */
export const rule = (holds: boolean, words: string): void => {
  if (!holds) throw new Error(`broken rule: ${words}`);
};

/** Events that a port was told, in order. */
export const toldTo = (orders: readonly Order[], port: string): AnyEventObject[] =>
  orders.flatMap((order) => (order.type === 'tell' && order.port === port ? [order.event] : []));

export const isDone = (orders: readonly Order[]): boolean => orders.some(({ type }) => type === 'done');

/** One machine as a model: its children are ports, whatever they are. */
export const machineModel = <A>(story: Story<A>): MachineModel<A> => {
  const { name, machine, starts, facts, judge, facets, copied } = story;
  const chart = chartOf(machine);
  const actor = new PlainActor(chart.machine);
  const grove = new Grove(actor);
  /** The tree as a step may use it up: that of a world stays as it is. */
  const copyOf = ({ tree, account }: World<A>): Tree => {
    if (!copied) return tree;
    const root = tree.actors.get('')!;
    const context = copied(root.context, account, (...child) => actor.kept(...child));
    return { ...tree, actors: new Map(tree.actors).set('', { ...root, context } as AnyMachineSnapshot) };
  };
  const after = (account: A, move: string, { tree, orders }: Step): World<A> => {
    const world = { tree, orders, account };
    return { ...world, account: judge(account, move, orders, world) };
  };
  const moves = (world: World<A>): Move<World<A>>[] => {
    const { tree, account } = world;
    if (rootOf(world).status !== 'active') return [];
    return [
      ...Object.entries(facts(world)).map(
        ([move, event]) => [move, () => after(account, move, grove.send(copyOf(world), '', event))] as const,
      ),
      ...[...tree.timers].map(([timer, { delay }]) => {
        // `xstate.after.DELAY.STATE`: several may run at a time.
        const move = `${delay} ms pass in ${timer.split('.').slice(3).join('.')}`;
        return [move, () => after(account, move, grove.fire(copyOf(world), timer))] as const;
      }),
    ];
  };
  return {
    name,
    chart,
    starts: Object.entries(starts).map(([start, { input, account }]) => [
      start,
      () => after(account, start, grove.start(input)),
    ]),
    moves,
    key: (world) => {
      const { status, value, context } = rootOf(world);
      const { ports, timers } = world.tree;
      return JSON.stringify([
        status,
        value,
        facets(context, world.account),
        [...ports.keys()].sort(),
        [...timers.keys()],
      ]);
    },
    take: chart.take,
  };
};
