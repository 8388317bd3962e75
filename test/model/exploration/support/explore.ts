import { diceOf } from '../../../support/dice.ts';

/** One thing that can happen in a world, by its name, and the world after it. */
export type Move<W> = readonly [name: string, next: () => W];

/** Something that goes from one plain state to the next. */
export type Model<W> = {
  /** What a path to be replayed begins with. A step that breaks a rule throws. */
  readonly name: string;
  /** Worlds to begin with, by name. */
  readonly starts: readonly (readonly [name: string, begin: () => W])[];
  readonly moves: (world: W) => readonly Move<W>[];
  /** What tells two worlds apart: no clocks, no pids. */
  readonly key: (world: W) => string;
  /** Things of the charts that were used since the last call. */
  readonly take: () => readonly string[];
};

export type Node<W> = {
  readonly world: W;
  readonly parent: Node<W> | undefined;
  /** The move that leads here from the parent; of a start, its name. */
  readonly move: string;
  /** Where each move leads. */
  readonly next: Map<string, Node<W>>;
};

/** All that was reached. */
export type Graph<W> = {
  readonly nodes: readonly Node<W>[];
  readonly edges: number;
  /** Item → the shortest path that uses it. */
  readonly covered: ReadonlyMap<string, readonly string[]>;
};

/** The moves from a start to a node. */
export const pathTo = <W>(node: Node<W>): string[] => {
  const moves: string[] = [];
  for (let at: Node<W> | undefined = node; at; at = at.parent) moves.unshift(at.move);
  return moves;
};

/** A line from which a path can be told again. */
export const lineOf = (model: { readonly name: string }, path: readonly string[]): string =>
  `${model.name}: ${path.join(', ')}`;

export class Broken extends Error {
  constructor(model: { readonly name: string }, path: readonly string[], cause: unknown) {
    const line = lineOf(model, path);
    super(`${(cause as Error).message}\n  after ${line}\n  to replay: RUNSTATE_REPLAY='${line}' npm run test:model`, {
      cause,
    });
  }
}

class Exploration<W> {
  readonly nodes: Node<W>[] = [];
  readonly covered = new Map<string, readonly string[]>();
  edges = 0;
  readonly #model: Model<W>;
  readonly #known = new Map<string, Node<W>>();

  constructor(model: Model<W>) {
    this.#model = model;
  }

  /** Makes one move and checks it; a world that was not known yet becomes a node. */
  try(parent: Node<W> | undefined, [move, next]: Move<W>): void {
    const path = () => [...(parent ? pathTo(parent) : []), move];
    try {
      const world = next();
      for (const item of this.#model.take()) if (!this.covered.has(item)) this.covered.set(item, path());
      this.edges++;
      const node = this.#nodeOf(world, parent, move);
      parent?.next.set(move, node);
    } catch (cause) {
      throw new Broken(this.#model, path(), cause);
    }
  }

  #nodeOf(world: W, parent: Node<W> | undefined, move: string): Node<W> {
    const key = this.#model.key(world);
    const known = this.#known.get(key);
    if (known) return known;
    const node: Node<W> = { world, parent, move, next: new Map() };
    this.#known.set(key, node);
    this.nodes.push(node);
    return node;
  }
}

/**
 * Every world that can be reached, breadth first, so the first path to each thing is a shortest one.
 *
 * @param limit more nodes than this are a mistake in the model: something grows without a bound.
 */
export const explore = <W>(model: Model<W>, limit: number): Graph<W> => {
  const exploration = new Exploration(model);
  for (const start of model.starts) exploration.try(undefined, start);
  for (const node of exploration.nodes) {
    for (const move of model.moves(node.world)) exploration.try(node, move);
    if (exploration.nodes.length > limit) throw new Error(`${model.name}: more than ${limit} configurations`);
  }
  return exploration;
};

/** Goes a path from a start, checking each step; returns every world on it. */
export const follow = <W>(model: Model<W>, path: readonly string[]): W[] => {
  const worlds: W[] = [];
  for (const [at, move] of path.entries()) {
    const before = worlds.at(-1);
    const choices: readonly Move<W>[] = before === undefined ? model.starts : model.moves(before);
    const found = choices.find(([name]) => name === move);
    if (!found) throw new Error(`${move}: not possible after ${path.slice(0, at).join(', ')}`);
    try {
      const world = found[1]();
      worlds.push(world);
    } catch (cause) {
      throw new Broken(model, path.slice(0, at + 1), cause);
    }
  }
  return worlds;
};

/** A path of random moves. */
export const wander = <W>(model: Model<W>, length: number, roll: (sides: number) => number): string[] => {
  const [start, begin] = model.starts[roll(model.starts.length)]!;
  const path = [start];
  let world = begin();
  while (path.length < length) {
    const moves = model.moves(world);
    if (moves.length === 0) break;
    const [move, next] = moves[roll(moves.length)]!;
    path.push(move);
    world = next();
  }
  return path;
};

/** Shortest paths to everything that was used, and random ones. */
export const pathsThrough = <W>(
  model: Model<W>,
  { covered }: Pick<Graph<W>, 'covered'>,
  { walks, longest, seed }: { readonly walks: number; readonly longest: number; readonly seed: number },
): string[][] => {
  const roll = diceOf(seed);
  const shortest = new Set([...covered.values()].map((path) => path.join(', ')));
  return [
    ...[...shortest].map((line) => line.split(', ')),
    ...Array.from({ length: walks }, () => wander(model, 2 + roll(longest), roll)),
  ];
};
