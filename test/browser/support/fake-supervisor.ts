import { type Actor, createActor, SimulatedClock } from 'xstate';
import { controlEvent } from '../../../machines/rules/control-letter.ts';
import type { runsvMachine } from '../../../machines/runsv.ts';
import type { PageMessage } from '../../../runtime/ui/page-messages.ts';
import type { ServiceStatus, Step } from '../../../runtime/watch/messages.ts';
import { type Hands, handsOf, machineOver } from './fake-ports.ts';
import { stepsOf } from './observed.ts';

type Listener = (message: PageMessage) => void;

type Supervised = { readonly clock: SimulatedClock; readonly hands: Hands; readonly actor: Actor<typeof runsvMachine> };

/** Real machines without processes, and a tale of what they do: what the page's server would say of a supervisor. */
export class FakeSupervisor {
  readonly statuses = new Map<string, ServiceStatus>();
  readonly steps: Step[] = [];
  readonly listeners = new Set<Listener>();
  readonly tails = new Map<string, string[]>();
  readonly #supervised = new Map<string, Supervised>();
  readonly #began = Date.now() - 1_800_000;
  seq = 0;

  constructor() {
    this.#told({
      at: this.#began,
      actor: '',
      machine: 'runsvdir',
      kind: 'started',
      event: { type: 'xstate.init' },
      cause: 'it was started',
      to: { watching: 'settled' },
      facts: { directory: '/srv/services', scanned: true },
    });
  }

  /** A service directory with real machines. */
  supervise(name: string, { log = false } = {}): void {
    const clock = new SimulatedClock();
    const hands = handsOf(clock, this.#began);
    const actor = createActor(machineOver(hands, log), {
      id: name,
      clock,
      input: { place: name, directory: `/srv/services/${name}`, label: name, session: false },
      inspect: stepsOf(
        name,
        () => this.#began + clock.now(),
        (step) => this.#told(step),
      ),
    });
    this.#supervised.set(name, { clock, hands, actor });
    actor.start();
  }

  /** Many services that only have a status. */
  invent(count: number): void {
    for (let number = 1; number <= count; number++) this.#status(inventedStatus(number));
  }

  #status(service: ServiceStatus): void {
    this.statuses.set(service.actor, service);
    this.say({ type: 'service', seq: this.seq, service });
  }

  #told(one: Omit<Step, 'seq'>): void {
    const step = { ...one, seq: ++this.seq };
    this.steps.push(step);
    this.say({ type: 'step', step });
    if (step.machine === 'service') this.#status(statusAfter(step, this.statuses.get(step.actor)));
  }

  say(message: PageMessage): void {
    for (const listener of this.listeners) listener(message);
  }

  /** As if services had been started anew each minute of the last hour, more and more. */
  restarts(actor = ''): Extract<PageMessage, { type: 'restarts' }> {
    const perMinute = Array.from({ length: 60 }, (_, minute) => Math.floor(minute / 20));
    return { type: 'restarts', actor, begun: Date.now(), perMinute };
  }

  pass(name: string, milliseconds: number): void {
    this.#supervised.get(name)!.clock.increment(milliseconds);
  }

  exits(name: string, code: number): void {
    const { hands } = this.#supervised.get(name)!;
    hands.programs.get('main')!({
      type: 'program.exited',
      status: { code, signal: null, core: false },
      at: hands.at(),
    });
  }

  letter(actor: string, letters: string): void {
    const [name, role] = actor.split('/') as [string, 'main' | 'log'];
    for (const letter of letters)
      this.#supervised
        .get(name)!
        .hands.tell({ type: 'supervise.control', role, order: controlEvent(letter.charCodeAt(0))! });
  }
}

const STATES = ['running', 'running', 'running', 'running', 'running', 'running', 'down', 'backoff'] as const;

const inventedStatus = (number: number): ServiceStatus => {
  const state = STATES[number % STATES.length]!;
  return {
    actor: `svc-${number}/main`,
    name: `svc-${number}`,
    role: 'main',
    state,
    value: state === 'running' ? { running: { orders: 'attending', killing: 'attending' } } : state,
    want: state === 'down' ? 'down' : 'up',
    paused: false,
    gotTerm: false,
    pid: state === 'running' ? 10_000 + number : null,
    since: Date.now() - number * 7919,
    restarts: number % 5 === 0 ? number % 7 : 0,
    lastExit: null,
    hosted: false,
    log: null,
  };
};

const exitOf = ({ event, at }: Step, before: ServiceStatus | undefined): ServiceStatus['lastExit'] => {
  const status = event.status as { code: number | null; signal: number | null } | undefined;
  return event.type === 'program.exited' && status
    ? { at, code: status.code, signal: status.signal === null ? null : `signal ${status.signal}` }
    : (before?.lastExit ?? null);
};

const statusAfter = (step: Step, before: ServiceStatus | undefined): ServiceStatus => {
  const { facts, to, actor, at, event } = step;
  const program = facts.program as { pid: number } | undefined;
  const state = typeof to === 'string' ? to : Object.keys(to)[0]!;
  const isStart = event.type === 'program.started' && state === 'running' && step.kind === 'transition';
  return {
    actor,
    name: actor.split('/')[0]!,
    role: actor.endsWith('/log') ? 'log' : 'main',
    state,
    value: to,
    want: facts.want as 'up',
    paused: facts.paused as boolean,
    gotTerm: facts.gotTerm as boolean,
    pid: program?.pid ?? null,
    since: state === before?.state ? before.since : at,
    restarts: (before?.restarts ?? 0) + Number(isStart && before?.lastExit != null),
    lastExit: exitOf(step, before),
    hosted: false,
    log: null,
  };
};
