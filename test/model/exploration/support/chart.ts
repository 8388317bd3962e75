import { type AnyStateMachine, createMachine } from 'xstate';

type Config = Record<string, unknown>;
type GuardArgs = { readonly context: unknown; readonly event: unknown };
type Guard = (args: GuardArgs, params: unknown) => boolean;
type Note = (item: string) => void;

/** A machine that tells what it does, and all that there is for it to do. */
export type Chart<T extends AnyStateMachine> = {
  readonly machine: T;
  /**
   * Every state, every transition (source, event, number of the candidate) and both outcomes of every guard where it is
   * used, in words.
   */
  readonly items: readonly string[];
  /** What was entered, taken and decided since the last call. */
  readonly take: () => readonly string[];
};

const listOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];
const targetOf = ({ target }: Config): string => (target === undefined ? '' : ` -> ${target}`);

/** Rewrites a machine's config so that each thing in it notes its use; `declare` hears of all things there are. */
class Rewriting {
  readonly #guards: Record<string, Guard>;
  readonly #declare: Note;
  readonly #note: Note;

  constructor(machine: AnyStateMachine, declare: Note, note: Note) {
    this.#guards = machine.implementations.guards as unknown as Record<string, Guard>;
    this.#declare = declare;
    this.#note = note;
  }

  #guard(place: string, guard: unknown): Guard {
    const { type, params } = (typeof guard === 'string' ? { type: guard } : guard) as {
      type: string;
      params?: unknown;
    };
    const decide = this.#guards[type];
    if (!decide) throw new Error(`${place}: a kind of guard that is not known here`);
    const told = params === undefined ? type : `${type} ${Object.values(params as object).join(' ')}`;
    for (const outcome of [true, false]) this.#declare(`${place} [${told}] ${outcome}`);
    return (args) => {
      const outcome = decide(args, params);
      this.#note(`${place} [${told}] ${outcome}`);
      return outcome;
    };
  }

  #transitions(source: string, event: string, value: unknown): unknown[] {
    return listOf(value).map((candidate, index) => {
      const config = (typeof candidate === 'string' ? { target: candidate } : candidate) as Config;
      const place = `${source} ${event} #${index}`;
      const taken = `${place}${targetOf(config)}`;
      this.#declare(taken);
      return {
        ...config,
        ...(config.guard !== undefined && { guard: this.#guard(place, config.guard) }),
        actions: [() => this.#note(taken), ...listOf(config.actions)],
      };
    });
  }

  #handlers(source: string, prefix: string, handlers: unknown): Config {
    return Object.fromEntries(
      Object.entries((handlers ?? {}) as Config).map(([event, value]) => [
        event,
        this.#transitions(source, `${prefix}${event}`, value),
      ]),
    );
  }

  state(name: string, config: Config): Config {
    const state = `state ${name}`;
    this.#declare(state);
    if ('onDone' in config) throw new Error(`${name}: onDone is not known here`);
    for (const invoke of listOf(config.invoke) as Config[])
      if ('onDone' in invoke || 'onError' in invoke) throw new Error(`${name}: an invoke's onDone is not known here`);
    return {
      ...config,
      entry: [() => this.#note(state), ...listOf(config.entry)],
      on: this.#handlers(name, '', config.on),
      after: this.#handlers(name, 'after ', config.after),
      ...(config.always !== undefined && { always: this.#transitions(name, 'always', config.always) }),
      ...(config.states !== undefined && {
        states: Object.fromEntries(
          Object.entries(config.states as Config).map(([key, child]) => [
            key,
            this.state(`${name}.${key}`, child as Config),
          ]),
        ),
      }),
    };
  }
}

/** Charts a machine. It does what it did: the notes are actions before its own, and guards around its own. */
export const chartOf = <T extends AnyStateMachine>(machine: T): Chart<T> => {
  const items: string[] = [];
  const noted = new Set<string>();
  const rewriting = new Rewriting(
    machine,
    (item) => items.push(item),
    (item) => noted.add(item),
  );
  const config = rewriting.state(machine.id, machine.config as Config);
  const take = (): string[] => {
    const taken = [...noted];
    noted.clear();
    return taken;
  };
  return { machine: createMachine(config, machine.implementations as never) as unknown as T, items, take };
};
