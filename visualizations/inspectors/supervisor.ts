import type { Connection } from '../../runtime/watch/connection.ts';
import type { Message, ServiceStatus, Step } from '../../runtime/watch/messages.ts';
import { Roster } from './roster.ts';

/** Why there is nothing to show, in words for whoever asked. */
export class CannotInspect extends Error {}

/** What a supervisor's actors do, told to a roster. */
export class Supervisor {
  readonly roster: Roster;
  readonly #connection: Connection;
  readonly #service: string | undefined;
  /** What was missed is being made up for: gaps in that cannot be helped. */
  #isCatchingUp = false;
  #isFollowing = false;
  /** `services` messages to come before all is told that is kept. */
  #lists = 0;
  /** Histories of loggers that were asked for, and are not here yet. */
  #histories = 0;

  /** @param service the one directory to follow; undefined: all, and the scanner. */
  constructor(connection: Connection, service: string | undefined) {
    this.#connection = connection;
    this.#service = service;
    this.roster = new Roster(service === undefined && connection.hello.program === 'runsvdir');
  }

  /** Reads what is kept; afterwards the roster knows who lives. */
  async open(): Promise<void> {
    this.#catchUp(0);
    while (this.#isCatchingUp) this.#take(await this.#connection.next());
  }

  /** Tells what happens, until the supervisor ends: then it throws. */
  async follow(): Promise<never> {
    for (;;) this.#take(await this.#connection.next());
  }

  /** Requests are answered one after the other: the last list of services comes when all steps that are kept have. */
  #catchUp(since: number): void {
    this.#isCatchingUp = true;
    // A first request to follow is answered by a list of its own.
    this.#lists = this.#isFollowing ? 1 : 2;
    this.#isFollowing = true;
    this.#connection.send({ type: 'follow', steps: 'all', actor: this.#service ?? '', since });
    this.#connection.send({ type: 'services' });
  }

  #take(message: Message | undefined): void {
    if (!message) throw new CannotInspect(`the supervisor (pid ${this.#connection.hello.pid}) has ended`);
    if (message.type === 'step') this.roster.apply(message.step);
    else if (message.type === 'services') this.#listed(message);
    else if (message.type === 'history') this.#remember(message.steps);
    else if (message.type === 'refused') this.#refused(message.reason);
    else if (message.type === 'gap' && !this.#isCatchingUp) this.#catchUp(message.from - 1);
  }

  #listed({ services }: Extract<Message, { type: 'services' }>): void {
    this.#lists -= 1;
    if (this.#lists > 0) return;
    const followed = services.filter(({ name }) => this.#service === undefined || name === this.#service);
    this.roster.fill(followed, this.#connection.hello.directory);
    this.#askForLoggers(followed);
  }

  /** The last steps of all have an end; those of a logger that moves seldom are asked for by its name. */
  #askForLoggers(services: readonly ServiceStatus[]): void {
    const loggers = services.filter(({ hosted }) => hosted).map(({ actor }) => `${actor}/svlogd`);
    const missing = loggers.filter((path) => !this.roster.has(path));
    for (const actor of missing) this.#connection.send({ type: 'history', actor });
    this.#histories = missing.length;
    this.#isCatchingUp = missing.length > 0;
  }

  #remember(steps: readonly Step[]): void {
    for (const step of steps) this.roster.apply(step);
    this.#histories -= 1;
    if (this.#histories > 0) return;
    this.roster.settle();
    this.#isCatchingUp = false;
  }

  #refused(reason: string): void {
    // The logger has gone meanwhile.
    if (this.#histories > 0) this.#remember([]);
    else throw new CannotInspect(reason);
  }
}
