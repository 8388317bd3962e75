import {
  type Actor,
  type AnyActorRef,
  assign,
  createActor,
  createMachine,
  fromCallback,
  SimulatedClock,
  sendTo,
  setup,
} from 'xstate';
import type {
  Moment,
  RunsvInput,
  RunsvOutput,
  ScanFact,
  ScanInput,
  ScanOrder,
  SeenEntry,
} from '../../../machines/ports.ts';
import type { KeptSlot } from '../../../machines/rules/kept.ts';
import type { runsvMachine } from '../../../machines/runsv.ts';
import { runsvdirMachine } from '../../../machines/runsvdir.ts';
import { EPOCH } from './service-rig.ts';

// XState's development build says so of every actor made in an action: here that is meant.
const { warn } = console;
console.warn = (...words: unknown[]) => String(words[0]).startsWith('Custom actions') || warn(...words);

type FakeEvent =
  | { type: 'runsv.leave'; final?: boolean }
  | { type: 'fake.comeBack' }
  | { type: 'fake.end'; exitCode: number }
  | { type: 'fake.break'; cause: unknown };

export type Seen = { name: string; ino: number; link?: boolean; age?: number };

/** The service of a fake runsv: all that a scanner asks it is what it wants. */
const main = createMachine({
  context: { want: 'up' },
  on: { up: { actions: assign({ want: 'up' }) }, exit: { actions: assign({ want: 'exit' }) } },
});

/**
 * A scanner over a fake scan port and runsvs that only note their life: `start a`, `leave a`. Each is known by the name that
 * it was started with, or by device and inode: `1:7`.
 */
export class RunsvdirRig {
  readonly clock = new SimulatedClock();
  readonly faults: { name: string; cause: unknown }[] = [];
  readonly runsvdir: Actor<typeof runsvdirMachine>;
  readonly inputs = new Map<string, RunsvInput>();
  /** Labels of runsvs that were told to leave for good. */
  readonly finals: string[] = [];
  /** Labels of runsvs that have a child which has not been ended. */
  readonly parents = new Set<string>();
  readonly #actors = new Map<string, AnyActorRef>();
  #journal: string[] = [];
  #tell: ((fact: ScanFact) => void) | undefined;

  /** @param kept what another program has handed over. */
  constructor(kept?: readonly KeptSlot[]) {
    const child = fromCallback<FakeEvent, string>(({ input }) => {
      this.parents.add(input);
      return () => this.parents.delete(input);
    });
    const runsv = setup({
      actors: { child, main },
      types: {
        context: {} as RunsvInput & RunsvOutput,
        input: {} as RunsvInput,
        output: {} as RunsvOutput,
        events: {} as FakeEvent,
      },
    }).createMachine({
      context: ({ input, self }) => {
        this.#journal.push(`start ${input.label}`);
        this.inputs.set(input.label, input);
        for (const name of [input.label, input.place]) this.#actors.set(name, self);
        return { ...input, exitCode: 0 };
      },
      output: ({ event }) => ({ exitCode: (event as unknown as { output: number }).output }),
      on: {
        'runsv.leave': {
          actions: [
            ({ context, event }) => {
              if (event.final) this.finals.push(context.label);
              this.#journal.push(`leave ${context.label}`);
            },
            sendTo('main', { type: 'exit' }),
          ],
        },
        'fake.comeBack': { actions: sendTo('main', { type: 'up' }) },
        'fake.end': '.ended',
        'fake.break': {
          actions: ({ event }) => {
            throw event.cause;
          },
        },
      },
      invoke: [
        { src: 'child', input: ({ context }) => context.label },
        { id: 'main', src: 'main' },
      ],
      initial: 'living',
      states: { living: {}, ended: { type: 'final', output: ({ event }) => (event as { exitCode: number }).exitCode } },
    });
    const scan = fromCallback<ScanOrder, ScanInput>(({ sendBack, receive }) => {
      this.#tell = sendBack;
      receive((order) =>
        this.#journal.push(order.type === 'scan.now' ? `scan${order.forced ? ' forced' : ''}` : 'acknowledge'),
      );
    });
    const machine = runsvdirMachine.provide({
      actors: { scan, runsv: runsv as unknown as typeof runsvMachine },
      actions: { warnAboutRunsv: (_, fault) => this.faults.push(fault) },
    });
    this.runsvdir = createActor(machine, { input: { directory: '/d', session: false, kept }, clock: this.clock });
    this.runsvdir.subscribe({ error: () => {} });
    this.runsvdir.start();
  }

  take(): string[] {
    return this.#journal.splice(0);
  }

  get names(): string[] {
    return [...this.runsvdir.getSnapshot().context.services.values()].map(({ name }) => name);
  }

  /** A look that saw these, a link each unless told otherwise. */
  see(seen: readonly Seen[], { unknown = [] as string[], dangling = [] as string[], forced = false } = {}): void {
    this.#tell!({ type: 'scan.completed', entries: this.#entries(seen), unknown, dangling, forced, at: this.#now });
  }

  /** A look at new names alone, under which these have come. */
  add(seen: readonly Seen[]): void {
    this.#tell!({ type: 'scan.added', entries: this.#entries(seen), at: this.#now });
  }

  get #now(): Moment {
    return { elapsed: this.clock.now(), wall: EPOCH + this.clock.now() * 1000 };
  }

  #entries(seen: readonly Seen[]): SeenEntry[] {
    return seen.map(({ name, ino, link = true, age = 10_000 }) => ({
      ...{ name, dev: 1n, ino: BigInt(ino), link, changed: this.#now.wall - age * 1000 },
    }));
  }

  tick(): void {
    this.#tell!({ type: 'scan.ticked' });
  }

  /** A letter takes back that it was told to leave. */
  comeBack(label: string): void {
    this.#actors.get(label)!.send({ type: 'fake.comeBack' });
  }

  end(label: string, exitCode = 0): void {
    this.#actors.get(label)!.send({ type: 'fake.end', exitCode });
  }

  break(label: string, cause: unknown): void {
    this.#actors.get(label)!.send({ type: 'fake.break', cause });
  }
}

/** A scanner that has these running, its journal empty. */
export const watching = (...names: string[]): RunsvdirRig => {
  const rig = new RunsvdirRig();
  rig.see(names.map((name, index) => ({ name, ino: index + 1 })));
  rig.take();
  return rig;
};
