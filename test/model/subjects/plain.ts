import type { AnyEventObject } from 'xstate';
import type { ProgramInput, Role, ScriptInput, SuperviseOrder } from '../../../machines/ports.ts';
import { controlEvent } from '../../../machines/rules/control-letter.ts';
import { statText } from '../../../machines/rules/stat-text.ts';
import type { StatusRecord } from '../../../machines/rules/status-record.ts';
import { runsvMachine } from '../../../machines/runsv.ts';
import { serviceMachine } from '../../../machines/service.ts';
import type { Whose } from '../../conformance/support/view.ts';
import { EXIT_IN_TURN } from '../../machines/support/exit-in-turn.ts';
import { chartOf } from '../exploration/support/chart.ts';
import { PlainActor } from '../exploration/support/plain-actor.ts';
import { Grove, type Order, type Step, type Tree } from '../exploration/support/plain-tree.ts';
import { type End, Life } from './life.ts';
import { type Half, type Seen, SIGNALS } from './seen.ts';
import type { Setting } from './setting.ts';

/** The charts of all plain subjects: what of the machines has been used. */
export const CHARTS = { runsv: chartOf(runsvMachine), service: chartOf(serviceMachine) };
const GROVE = new Grove(new PlainActor(CHARTS.runsv.machine), { service: new PlainActor(CHARTS.service.machine) });

const roleIn = (port: string): Role => port.slice(0, port.indexOf('/')) as Role;

/** What one of the two services has done so far. */
type History = { life: Life | undefined; record: StatusRecord; starts: number; heard: Map<string, number> };

const unwritten: StatusRecord = { state: 'down', since: 0, pid: 0, paused: false, gotTerm: false, want: 'down' };
const history = (): History => ({ life: undefined, record: unwritten, starts: 0, heard: new Map() });

/**
 * A runsv over a world of plain data in which nothing fails: what is started starts, scripts end, pauses pass, and what has
 * been told to end does so unless it is stubborn. After each move everything that follows by itself has happened.
 */
export class PlainSubject {
  readonly #setting: Setting;
  readonly #halves: Readonly<Record<Role, History>> = { main: history(), log: history() };
  readonly #facts: (readonly [actor: string, event: AnyEventObject])[] = [];
  readonly #finishes: string[] = [];
  readonly #scripts: string[] = [];
  readonly #pipe: string[] = [];
  readonly #said: string[] = [];
  readonly #lines: string[] = [];
  #tree: Tree;
  #isPipeOpen = true;
  #ends = 0;
  #now = 0;
  #pid = 100;
  #exitCode: number | undefined;

  constructor(setting: Setting) {
    this.#setting = setting;
    this.#tree = this.#obey(GROVE.start({ place: 'p', directory: 'd', label: 'd', session: false }));
    this.#settle();
  }

  /** How an adapter says that there is no `control` directory. */
  get #unscripted(): { unscripted?: true } {
    return Object.keys(this.#setting.scripts).length === 0 ? { unscripted: true } : {};
  }

  get isGone(): boolean {
    return this.#exitCode !== undefined;
  }

  life(role: Role): Life | undefined {
    return this.#halves[role].life;
  }

  /** A letter, as written to a control FIFO. */
  letter(role: Role, letter: string): void {
    const order = controlEvent(letter.charCodeAt(0));
    if (order) this.#facts.push(['', { type: 'supervise.control', role, order: { ...order, ...this.#unscripted } }]);
    this.#settle();
  }

  /** SIGTERM to runsv itself. */
  terminate(): void {
    this.#facts.push(['', { type: 'runsv.leave' }]);
    this.#settle();
  }

  end(role: Role, end: End): void {
    this.#halves[role].life!.end = end;
    this.#settle();
  }

  say(word: string): void {
    this.#pipe.push(word);
    this.#said.push(word);
    this.#settle();
  }

  #at(): { elapsed: number; wall: number } {
    this.#now++;
    return { elapsed: this.#now, wall: this.#now * 1000 };
  }

  #fact(role: Role, type: string, more: object = {}): void {
    this.#facts.push([role, { type, at: this.#at(), ...more }]);
  }

  /** Lets everything happen that happens by itself. */
  #settle(): void {
    for (;;) {
      this.#reap('main');
      this.#readLog();
      this.#reap('log');
      const fact = this.#facts.shift();
      const [timer] = this.#tree.timers.keys();
      if (fact) this.#step(() => GROVE.send(this.#tree, ...fact));
      else if (timer !== undefined) this.#step(() => GROVE.fire(this.#tree, timer));
      else return;
    }
  }

  #step(step: () => Step): void {
    if (!this.isGone) this.#tree = this.#obey(step());
  }

  #reap(role: Role): void {
    const half = this.#halves[role];
    const { end, file } = half.life ?? {};
    if (!end) return;
    half.life = undefined;
    const status = { code: null, signal: null, core: false, ...end };
    const finishless = role === 'main' && file === 'run' && this.#setting.finish === 'none';
    this.#fact(role, 'program.exited', { status, ...this.#unscripted, ...(finishless && { finishless }) });
  }

  /** A logger that goes on reads what there is, and ends at the end of it. */
  #readLog(): void {
    const { life } = this.#halves.log;
    if (!life || life.stopped || life.end) return;
    this.#lines.push(...this.#pipe.splice(0));
    if (this.#isPipeOpen) return;
    this.#ends++;
    life.end = { code: 0 };
  }

  #obey({ tree, orders }: Step): Tree {
    for (const order of orders) this.#carryOut(order);
    return tree;
  }

  #carryOut(order: Order): void {
    if (order.type === 'done') this.#exitCode = (order.output as { exitCode: number }).exitCode;
    else if (order.type === 'open') this.#open(order.port, order.input);
    else if (order.type === 'tell' && order.port === 'supervise') this.#supervise(order.event as SuperviseOrder);
    else if (order.type === 'tell') this.#signal(order.port, order.event);
  }

  #open(port: string, input: unknown): void {
    if (port === 'supervise') return;
    if (port.endsWith('/program')) this.#start(roleIn(port), input as ProgramInput);
    else this.#runScript((input as ScriptInput).letter);
  }

  #start(role: Role, { file, args }: ProgramInput): void {
    const half = this.#halves[role];
    const { finish, stubborn } = this.#setting;
    if (file === 'finish' && finish === 'none') {
      this.#fact(role, 'program.absent');
      return;
    }
    const hear = (signal: string) => half.heard.set(signal, (half.heard.get(signal) ?? 0) + 1);
    half.life = new Life(file, this.#pid++, stubborn && role === 'main', file === 'run' ? hear : () => {});
    this.#fact(role, 'program.started', { pid: half.life.pid });
    if (file === 'run') half.starts++;
    else this.#finishes.push(args.join(' '));
    if (file === 'finish' && finish === 'quick') half.life.end = { code: 0 };
  }

  #runScript(letter: string): void {
    const manner = this.#setting.scripts[letter];
    if (manner) this.#scripts.push(`control/${letter} ${manner}`);
    this.#facts.push(['main', { type: 'script.finished', letter, suppressed: manner === 'suppresses' }]);
  }

  #signal(port: string, event: AnyEventObject): void {
    if (event.type === 'program.signal') this.#halves[roleIn(port)].life?.signal(event.signal);
  }

  #supervise(order: SuperviseOrder): void {
    const { down, log } = this.#setting;
    const opened = (isDown: boolean) => ({ down: isDown, adoptable: undefined });
    switch (order.type) {
      case 'supervise.open':
        this.#facts.push([
          '',
          {
            type: 'supervise.opened',
            main: opened(down),
            log: log === 'none' ? undefined : opened(log === 'down'),
            at: this.#at(),
          },
        ]);
        return;
      case 'supervise.announce':
        this.#facts.push(['', { type: 'supervise.announced' }]);
        return;
      case 'status.write':
        this.#halves[order.role].record = order.record;
        return;
      case 'supervise.exit':
        this.#facts.push(['', EXIT_IN_TURN]);
        return;
      default:
        this.#isPipeOpen = order.type === 'logpipe.open';
    }
  }

  #half(role: Role): Half {
    const { record, life, starts, heard } = this.#halves[role];
    const { state, pid, paused, gotTerm, want } = record;
    const whose: Whose = pid === 0 ? 'none' : life?.pid === pid ? life.file : 'other';
    return {
      stat: statText(record).trimEnd(),
      status: { state, pid: whose, paused, want: want === 'up' ? 'u' : 'd', gotTerm },
      pid: whose,
      starts,
      heard: Object.fromEntries(SIGNALS.map((name) => [name, heard.get(name) ?? 0])),
      stopped: life?.stopped ?? false,
    };
  }

  seen(): Seen {
    return {
      runsv: this.#exitCode ?? 'alive',
      main: this.#half('main'),
      log: this.#setting.log === 'none' ? undefined : this.#half('log'),
      finishes: [...this.#finishes],
      scripts: [...this.#scripts],
      said: [...this.#said],
      lines: [...this.#lines],
      ends: this.#ends,
    };
  }
}
