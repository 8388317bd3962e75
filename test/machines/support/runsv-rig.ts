import { type Actor, createActor, fromCallback, SimulatedClock } from 'xstate';
import type {
  Adoptable,
  Moment,
  ProgramFact,
  ProgramInput,
  ProgramOrder,
  Role,
  ScriptInput,
  ScriptOrder,
  SuperviseFact,
  SuperviseInput,
  SuperviseOrder,
} from '../../../machines/ports.ts';
import { controlEvent } from '../../../machines/rules/control-letter.ts';
import type { ExitStatus } from '../../../machines/rules/exit-status.ts';
import type { KeptService } from '../../../machines/rules/kept.ts';
import { statText } from '../../../machines/rules/stat-text.ts';
import type { StatusRecord } from '../../../machines/rules/status-record.ts';
import { runsvMachine } from '../../../machines/runsv.ts';
import { serviceMachine } from '../../../machines/service.ts';
import { EXIT_IN_TURN } from './exit-in-turn.ts';
import { EPOCH, exitedWith } from './service-rig.ts';

/** A process that an earlier runsv has left. */
export const FOUND: Adoptable = {
  file: 'run',
  pid: 7,
  since: { elapsed: -1, wall: EPOCH },
  want: 'up',
  paused: false,
  gotTerm: false,
  once: false,
};

/** What does not come by itself but when the test says so; else there is no `finish`, and scripts end at once. */
export type Hanging = { readonly finish?: boolean; readonly scripts?: boolean };

/** A service that runs, as another program has handed it over. */
export const HANDED: KeptService = {
  want: 'up',
  once: false,
  spared: false,
  paused: false,
  gotTerm: false,
  program: { file: 'run', pid: 7 },
  since: EPOCH - 5_000_000,
  startedAt: -5000,
  endedAt: -6000,
  rest: undefined,
};

/** A runsv with its real services over fake ports. The journal tells what it does to them, in order. */
export class RunsvRig {
  readonly clock = new SimulatedClock();
  readonly runsv: Actor<typeof runsvMachine>;
  error: unknown;
  /** Letters that are in the control FIFO, and have not been heard yet. */
  unread = '';
  /** They take their time: {@link hearOut} is the test's own. */
  isReading = false;
  /** Every status that was written. */
  readonly records: { readonly role: Role; readonly record: StatusRecord; readonly once: boolean }[] = [];
  /** What the ports were started with. */
  readonly inputs: (SuperviseInput | ProgramInput)[] = [];
  #journal: string[] = [];
  #tellFile: ((fact: SuperviseFact) => void) | undefined;
  readonly #programs = new Map<Role, (fact: ProgramFact) => void>();
  readonly #scripts = new Map<string, (suppressed: boolean) => void>();
  #pid = 100;

  constructor(hanging: Hanging = {}) {
    const program = fromCallback<ProgramOrder, ProgramInput>(({ input, sendBack, receive }) => {
      const { role, file, adopt } = input;
      this.inputs.push(input);
      this.#journal.push(adopt ? `adopt ${role} ${file} ${adopt}` : `start ${role} ${file}`);
      this.#programs.set(role, sendBack);
      receive(({ signal }) => this.#journal.push(`${signal} ${role}`));
      if (file === 'finish' && !hanging.finish)
        sendBack({ type: 'program.absent', at: this.at() } satisfies ProgramFact);
    });
    const script = fromCallback<ScriptOrder, ScriptInput>(({ input: { letter }, receive, sendBack }) => {
      const finish = (suppressed: boolean): void => sendBack({ type: 'script.finished', letter, suppressed });
      if (!hanging.scripts) return finish(false);
      this.#journal.push(`script ${letter}`);
      receive(() => this.#journal.push(`kill script ${letter}`));
      this.#scripts.set(letter, finish);
    });
    const supervise = fromCallback<SuperviseOrder, SuperviseInput>(({ input, sendBack, receive }) => {
      this.inputs.push(input);
      this.#tellFile = sendBack;
      receive((order) => {
        if (order.type === 'supervise.exit') return this.isReading || this.hearOut();
        if (order.type !== 'status.write') return void this.#journal.push(order.type);
        const { role, record, once } = order;
        this.records.push({ role, record, once });
        this.#journal.push(`${role}: ${statText(record).trim()}`);
      });
      return () => this.#journal.push('closed');
    });
    const machine = runsvMachine.provide({
      actors: { supervise, service: serviceMachine.provide({ actors: { program, script } }) },
    });
    const input = { place: 'p', directory: '/d/svc', label: 'svc', session: false };
    this.runsv = createActor(machine, { input, clock: this.clock });
    this.runsv.subscribe({
      error: (cause) => {
        this.error = cause;
      },
    });
    this.runsv.start();
  }

  at(): Moment {
    return { elapsed: this.clock.now(), wall: EPOCH + this.clock.now() * 1000 };
  }

  get state(): unknown {
    return this.runsv.getSnapshot().value;
  }

  get exitCode(): number | undefined {
    return this.runsv.getSnapshot().output?.exitCode;
  }

  take(): string[] {
    return this.#journal.splice(0);
  }

  tell(fact: SuperviseFact): void {
    this.#tellFile!(fact);
  }

  opened({
    log = false,
    down = false,
    logDown = false,
    adopt = undefined as Adoptable | undefined,
    adoptLog = undefined as Adoptable | undefined,
    kept = undefined as KeptService | undefined,
    keptLog = undefined as KeptService | undefined,
    final = false,
  } = {}): void {
    const main = { down, adoptable: adopt, kept };
    this.tell({
      type: 'supervise.opened',
      main,
      log: log ? { down: logDown, adoptable: adoptLog, kept: keptLog } : undefined,
      final,
      at: this.at(),
    });
  }

  letters(text: string, role: Role = 'main'): void {
    for (const letter of text)
      this.tell({ type: 'supervise.control', role, order: controlEvent(letter.charCodeAt(0))!, at: this.at() });
  }

  /** Letters are read, and the exit that was to come after them comes. */
  hearOut(): void {
    this.letters(this.unread);
    this.unread = '';
    this.tell({ ...EXIT_IN_TURN, at: this.at() });
  }

  started(role: Role): void {
    this.#programs.get(role)!({ type: 'program.started', pid: this.#pid++, at: this.at() });
  }

  exited(role: Role, status: ExitStatus = exitedWith(0)): void {
    this.#programs.get(role)!({ type: 'program.exited', status, at: this.at() });
  }

  cannot(role: Role, how: 'absent' | 'refused' | 'failed'): void {
    this.#programs.get(role)!({ type: `program.${how}`, at: this.at() });
  }

  finishScript(letter: string, suppressed: boolean): void {
    this.#scripts.get(letter)!(suppressed);
  }

  leave(final = false): void {
    this.runsv.send(final ? { type: 'runsv.leave', final } : { type: 'runsv.leave' });
  }
}

/** A runsv whose service runs, with its logger where there is one; two seconds old, the journal empty. */
export const supervising = ({ log = false, logDown = false } = {}): RunsvRig => {
  const rig = new RunsvRig();
  rig.opened({ log, logDown });
  rig.tell({ type: 'supervise.announced' });
  if (log && !logDown) rig.started('log');
  rig.started('main');
  rig.clock.increment(2000);
  rig.take();
  return rig;
};
