import { type Actor, createActor, fromCallback, SimulatedClock } from 'xstate';
import type {
  Lacking,
  Moment,
  ProgramFact,
  ProgramInput,
  ProgramOrder,
  ScriptInput,
  ScriptOrder,
  SuperviseOrder,
} from '../../../machines/ports.ts';
import { type ControlEvent, controlEvent } from '../../../machines/rules/control-letter.ts';
import type { ExitStatus } from '../../../machines/rules/exit-status.ts';
import { statText } from '../../../machines/rules/stat-text.ts';
import type { StatusRecord } from '../../../machines/rules/status-record.ts';
import { serviceMachine } from '../../../machines/service.ts';
import type { ServiceEvent, ServiceInput } from '../../../machines/service-context.ts';

/** Wall clock, in microseconds, when the simulated clock shows 0. */
export const EPOCH = 1_800_000_000_000_000;

export const exitedWith = (code: number): ExitStatus => ({ code, signal: null, core: false });
export const killedBy = (signal: number): ExitStatus => ({ code: null, signal, core: false });

/** What a control script does: ends at once (0: suppresses), or hangs until told. */
export type ScriptManner = 'absent' | 'suppress' | 'hang';

type Tell = (fact: ProgramFact) => void;
type Finish = (suppressed: boolean) => void;

/**
 * A service over fake ports and a simulated clock. Everything it tells its ports is a line of the journal, in order:
 * `start run`, `adopt finish 7`, `SIGTERM`, `script t`, `kill script u`, and status records as `stat` has them. The
 * records themselves are kept too.
 */
export class ServiceRig {
  readonly clock = new SimulatedClock();
  readonly records: StatusRecord[] = [];
  /** With each record, whether an `o` asked for its want. */
  readonly onces: boolean[] = [];
  /** Files whose port it has not let go of. */
  readonly held: string[] = [];
  readonly manner: Partial<Record<string, ScriptManner>> = {};
  readonly service: Actor<typeof serviceMachine>;
  errors: unknown[] = [];
  #journal: string[] = [];
  #nextPid = 100;
  #program: { tell: Tell; input: ProgramInput } | undefined;
  readonly #scripts = new Map<string, Finish>();
  readonly #usualManner: ScriptManner;

  constructor(input: Partial<ServiceInput> = {}, usualManner: ScriptManner = 'absent') {
    this.#usualManner = usualManner;
    const above = createActor(
      fromCallback<SuperviseOrder | { type: 'log.attached' }>(({ receive }) =>
        receive((event) => {
          if (event.type !== 'status.write') return void this.#journal.push(event.type);
          this.records.push(event.record);
          this.onces.push(event.once);
          this.#journal.push(statText(event.record).trim());
        }),
      ),
      { clock: this.clock },
    );
    above.start();
    const machine = serviceMachine.provide({ actors: { program: this.#programPort(), script: this.#scriptPort() } });
    this.service = createActor(machine, {
      id: input.role ?? 'main',
      parent: above,
      input: { place: 'p', role: 'main', files: above, want: 'up', at: this.at(), ...input },
    });
    this.service.subscribe({ error: (cause) => this.errors.push(cause) });
    this.service.start();
  }

  #programPort() {
    return fromCallback<ProgramOrder, ProgramInput>(({ input, receive, sendBack }) => {
      const what = [input.file, ...input.args].join(' ');
      this.#journal.push(input.adopt ? `adopt ${what} ${input.adopt}` : `start ${what}`);
      const program = { tell: sendBack as Tell, input };
      this.#program = program;
      this.held.push(input.file);
      receive(({ signal }) => this.#journal.push(signal));
      return () => {
        this.held.splice(this.held.indexOf(input.file), 1);
        if (this.#program === program) this.#program = undefined;
      };
    });
  }

  #scriptPort() {
    return fromCallback<ScriptOrder, ScriptInput>(({ input: { letter }, receive, sendBack }) => {
      this.#journal.push(`script ${letter}`);
      receive(() => this.#journal.push(`kill script ${letter}`));
      const finish: Finish = (suppressed) => sendBack({ type: 'script.finished', letter, suppressed });
      const manner = this.manner[letter] ?? this.#usualManner;
      if (manner === 'hang') this.#scripts.set(letter, finish);
      else finish(manner === 'suppress');
    });
  }

  /** How far the wall clock has been set, in microseconds. */
  set = 0;

  at(): Moment {
    return { elapsed: this.clock.now(), wall: EPOCH + this.clock.now() * 1000 + this.set };
  }

  get state(): string {
    const { value } = this.service.getSnapshot();
    return typeof value === 'string' ? value : Object.keys(value)[0]!;
  }

  get value(): unknown {
    return this.service.getSnapshot().value;
  }

  /** The journal since the last look. */
  take(): string[] {
    return this.#journal.splice(0);
  }

  send(event: ServiceEvent): void {
    this.service.send(event);
  }

  /** @param more what each of the orders says besides. */
  letters(text: string, more: Pick<ControlEvent, 'unscripted'> = {}): void {
    for (const letter of text) this.send({ ...controlEvent(letter.charCodeAt(0))!, ...more });
  }

  #tell(fact: ProgramFact): void {
    if (!this.#program) throw new Error('no program was started');
    this.#program.tell(fact);
  }

  started(): number {
    const pid = this.#nextPid++;
    this.#tell({ type: 'program.started', pid, at: this.at() });
    return pid;
  }

  /** @param more what its adapter has not found. */
  exited(status: ExitStatus = exitedWith(0), more: Lacking = {}): void {
    this.#tell({ type: 'program.exited', status, at: this.at(), ...more });
  }

  cannot(how: 'absent' | 'refused' | 'failed', more: Lacking = {}): void {
    this.#tell({ type: `program.${how}`, at: this.at(), ...more });
  }

  finishScript(letter: string, suppressed = false): void {
    this.#scripts.get(letter)!(suppressed);
  }

  pass(milliseconds: number): void {
    this.clock.increment(milliseconds);
  }
}

const downRig = (): ServiceRig => new ServiceRig({ want: 'down' });
const runningRig = (): ServiceRig => {
  const rig = new ServiceRig();
  rig.started();
  return rig;
};

/** Places where an order can reach a service, each with the shortest way there. */
export const REACH = {
  down: downRig,
  consulting: () => {
    const rig = new ServiceRig({ want: 'down' });
    rig.manner.u = 'hang';
    rig.letters('u');
    return rig;
  },
  spawning: () => new ServiceRig(),
  running: runningRig,
  /** `control/h` hangs. */
  ordering: () => {
    const rig = runningRig();
    rig.manner.h = 'hang';
    rig.letters('h');
    return rig;
  },
  /** `control/k` hangs. */
  killing: () => {
    const rig = runningRig();
    rig.manner.k = 'hang';
    rig.letters('k');
    return rig;
  },
  finishing: () => {
    const rig = runningRig();
    rig.exited();
    rig.started();
    return rig;
  },
  /** The kernel refused to make a process for `finish`. */
  resting: () => {
    const rig = runningRig();
    rig.exited();
    rig.cannot('refused');
    return rig;
  },
  backoff: () => {
    const rig = runningRig();
    rig.exited();
    rig.cannot('absent');
    return rig;
  },
  gone: () => {
    const rig = downRig();
    rig.letters('x');
    return rig;
  },
} as const satisfies Record<string, () => ServiceRig>;
export type Reached = keyof typeof REACH;

/** A rig in that place, its journal and records empty. */
export const reach = (place: Reached): ServiceRig => {
  const rig: ServiceRig = REACH[place]();
  rig.take();
  rig.records.length = 0;
  return rig;
};
