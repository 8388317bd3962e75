import { type Actor, createActor, type EventObject, fromCallback, SimulatedClock } from 'xstate';
import type {
  AnnouncerOrder,
  KernelOrder,
  RequestFile,
  RequestsOrder,
  StageInput,
  StageOrder,
} from '../../../machines/init-ports.ts';
import type { ExitStatus } from '../../../machines/rules/exit-status.ts';
import { type RunitEvent, runitMachine } from '../../../machines/runit.ts';

export const exit = (code: number): ExitStatus => ({ code, signal: null, core: false });
export const killed = (signal: number): ExitStatus => ({ code: null, signal, core: false });

/**
 * runit over fake ports and a simulated clock. The journal has what it says as the console has it, the stages that start
 * (`run 1`) and its orders: `stage SIGTERM`, `clear stopit`, `kill all`, `powerOff`.
 */
export class RunitRig {
  readonly clock = new SimulatedClock();
  readonly runit: Actor<typeof runitMachine>;
  /** Files whose owner execute bit is on. */
  readonly set = new Set<RequestFile>();
  /** Whether a look is answered at once; otherwise the answer is up to `sees`. */
  answers = true;
  #journal: string[] = [];
  readonly #tell: Partial<Record<'stage' | 'keys' | 'requests' | 'kernel', (fact: RunitEvent) => void>> = {};

  constructor({ contained = false } = {}) {
    const stage = fromCallback<StageOrder, StageInput>(({ input, receive, sendBack }) => {
      this.#journal.push(`run ${input.stage}`);
      this.#tell.stage = sendBack;
      receive((order) => this.#journal.push(order.type === 'stage.signal' ? `stage ${order.signal}` : 'stage killAll'));
    });
    const keys = fromCallback<EventObject, Record<never, never>>(({ sendBack }) => {
      this.#journal.push('run ctrlaltdel');
      this.#tell.keys = sendBack;
    });
    const requests = fromCallback<RequestsOrder, Record<never, never>>(({ receive, sendBack }) => {
      this.#tell.requests = sendBack;
      receive((order) => {
        if (order.type === 'requests.clear') this.#journal.push('clear stopit');
        else if (this.answers) this.sees(order.file, this.set.has(order.file));
      });
    });
    const kernel = fromCallback<KernelOrder, Record<never, never>>(({ receive, sendBack }) => {
      this.#tell.kernel = sendBack;
      receive((order) => this.#journal.push(order.type === 'kernel.call' ? order.call : 'kill all'));
    });
    const announcer = fromCallback<AnnouncerOrder, Record<never, never>>(({ receive }) =>
      receive(({ level, text }) => this.#journal.push(level === 'info' ? text : `${level}: ${text}`)),
    );
    const machine = runitMachine.provide({
      actors: { stage, keys, requests, kernel, announcer },
    });
    this.runit = createActor(machine, { clock: this.clock, input: { contained } });
    this.runit.start();
    this.runit.send({ type: 'runit.boot' });
  }

  /** The journal since the last look. */
  take(): string[] {
    return this.#journal.splice(0);
  }

  get value(): unknown {
    return this.runit.getSnapshot().value;
  }

  /** Undefined while it runs. */
  get exitCode(): number | undefined {
    return this.runit.getSnapshot().output?.exitCode;
  }

  ends(status: ExitStatus): void {
    this.#tell.stage!({ type: 'stage.exited', status });
  }

  /** The stage that was to run could not. */
  stage(fact: 'failed' | 'refused'): void {
    this.#tell.stage!({ type: `stage.${fact}` });
  }

  keysEnd(crashed = false): void {
    this.#tell.keys!({ type: 'keys.finished', crashed });
  }

  /** The answer to a look. */
  sees(file: RequestFile, isSet: boolean): void {
    this.#tell.requests!({ type: 'requests.seen', file, isSet });
  }

  refuses(): void {
    this.#tell.kernel!({ type: 'kernel.refused' });
  }

  /** CONT, PWR, INT, ALRM, TERM. */
  signal(...names: ('continue' | 'power' | 'interrupt' | 'alarm' | 'terminate')[]): void {
    for (const name of names) this.runit.send({ type: `runit.${name}` } satisfies RunitEvent);
  }
}

/** The state where stage 2 is at this, and the script for the keys at that. */
export const stage2 = (second: string, keys: 'quiet' | 'handling' = 'quiet') => ({
  running: { stage: { second }, keys },
});

/** In stage 2, the journal empty. */
export const running = (options?: { contained?: boolean }): RunitRig => {
  const rig = new RunitRig(options);
  rig.ends(exit(0));
  rig.take();
  return rig;
};

/** In stage 3, the journal empty. */
export const halting = (options?: { contained?: boolean }): RunitRig => {
  const rig = running(options);
  rig.ends(exit(0));
  rig.take();
  return rig;
};
